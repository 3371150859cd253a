"""The catalogue in files and out of them: JSON in the shape of the demo firm, and CSV with the same fields."""
