"""Why a change was not made."""

from __future__ import annotations


class Unfit(Exception):
    """A value that can't be; the message is the sentence for people."""


class Wrong(Exception):
    """What was given can't be saved. `errors` has a sentence for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in errors.items()))
        self.errors = errors


class Taken(Wrong):
    """There is one like this already."""


class Overtaken(Exception):
    """Somebody else saved this row since it was read. The message says who and when."""


class Referenced(Exception):
    """It can't be deleted, because something stands on it. The message says what to do."""
