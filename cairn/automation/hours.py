"""The arithmetic lives with the firm (accounts.hours), where leads use it too."""

from cairn.accounts.hours import due, next_open

__all__ = ["due", "next_open"]
