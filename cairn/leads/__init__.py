"""Who might buy: leads, their stages and the tasks that people do for them."""
