"""The board: leads as cards in columns that people and rules move."""
