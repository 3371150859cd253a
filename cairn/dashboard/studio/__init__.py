"""Templates: see, write, check, submit, try."""
