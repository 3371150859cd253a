"""Leads from a file: read it whatever wrote it, say what would happen, then carry it out line by line."""
