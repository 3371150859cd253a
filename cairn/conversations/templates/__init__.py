"""Message templates: what they are made of, what they say once filled, and what WhatsApp would refuse."""
