"""What the firm owes the people whose words it keeps: a copy of all of it, its end, and who has looked."""
