"""How a CSV file of leads is read: as every other table (`lib.tables`)."""

from cairn.lib.tables import LARGEST, MOST_ROWS, Unreadable, decode, delimiter, harmless, rows

__all__ = ["LARGEST", "MOST_ROWS", "Unreadable", "decode", "delimiter", "harmless", "rows"]
