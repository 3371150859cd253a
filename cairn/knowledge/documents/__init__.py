"""Files and web pages as sources: added, read safely, cut into passages, read again."""
