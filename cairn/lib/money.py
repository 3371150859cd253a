"""Money in words. In rows it is integer paise."""

from __future__ import annotations


def rupees(paise: int) -> str:
    """Whole rupees in Indian groups: 12345600 paise is ₹1,23,456."""
    return f"₹{grouped(paise // 100)}"


def grouped(number: int) -> str:
    """Groups of two before the last three digits."""
    digits = str(number)
    if len(digits) <= 3:
        return digits
    head, tail = digits[:-3], digits[-3:]
    parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(parts), tail])
