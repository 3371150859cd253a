"""What the assistant does for the firm's people: replies to take over, a summary, a translation."""
