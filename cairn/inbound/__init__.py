"""Everything that arrives, in order: filing what the world said, then conversing about it.

Both may run twice, at once, or be killed half-way: unique keys and conditional updates make the second run a no-op, and
whatever was not committed is found again in the rows.
"""
