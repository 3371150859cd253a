"""Cairn: the WhatsApp sales desk for trip operators."""

__version__ = "0.1.0"
