"""Understands what a customer wants and answers from the firm's facts, or says that a person will."""
