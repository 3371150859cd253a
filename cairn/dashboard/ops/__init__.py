"""What the people of the firm see of the machinery: its health, what came in, and what to do when something is away."""
