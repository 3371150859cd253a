"""Sequences: messages that follow one after the other, until something happens."""
