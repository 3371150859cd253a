"""The bell, what each person wants to hear of, and the push of a phone."""
