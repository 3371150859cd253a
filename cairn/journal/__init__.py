"""What the world told us, verbatim and once, and what happened because of it."""
