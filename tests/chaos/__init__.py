"""Breaks Cairn on purpose, with real processes, and compares what it acknowledged with what became of it."""
