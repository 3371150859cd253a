"""Who writes to us and what was said: contacts, their identities, conversations and messages."""
