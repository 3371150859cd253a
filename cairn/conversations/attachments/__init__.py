"""The files of messages: which are awaited, where they lie, what is really in them."""
