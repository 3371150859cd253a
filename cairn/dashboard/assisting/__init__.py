"""Screens of what the assistant does for staff, and of what it learns from them."""
