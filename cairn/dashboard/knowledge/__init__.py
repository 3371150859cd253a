"""What the assistant knows, a box to ask it, and how well it answers."""
