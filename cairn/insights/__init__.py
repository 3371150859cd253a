"""What the firm can learn from its own Events: counted by day, so that a page costs the same after ten years."""
