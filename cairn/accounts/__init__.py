"""The firm and the people who work for it."""
