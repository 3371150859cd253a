"""The firm, its numbers, the doctor."""
