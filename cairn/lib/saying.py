"""Sentences that are kept in English and read in another language, figures included; and refusals that are one sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LENGTHS = (
    (86_400, 2 * 86_400, _("1 day"), _("%(number)s days")),
    (3600, 5400, _("1 hour"), _("%(number)s hours")),
    (60, 90, _("1 minute"), _("%(number)s minutes")),
    (1, 0, _("1 second"), _("%(number)s seconds")),
)


class Said(str):
    """An English sentence that remembers what it was made of: `source` with its places, and the `figures` in them."""

    source: str
    figures: dict[str, Any]


class OneSentence(Exception):
    """What is refused with always the same sentence: `words`, marked for translation in the class."""

    words = ""

    def __str__(self) -> str:
        return gettext(self.words)


def said(source: str, **figures: Any) -> Said:
    """`source` has places as `%(name)s`. A figure may be such a sentence itself."""
    made = Said(source % figures)
    made.source, made.figures = source, figures
    return made


def kept(sentence: str) -> Any:
    """As JSON."""
    if not isinstance(sentence, Said):
        return sentence
    return {"source": sentence.source, "figures": {name: kept(figure) for name, figure in sentence.figures.items()}}


def again(told: Any) -> str:
    """What `kept` gave, in the language that is spoken now."""
    if isinstance(told, dict):
        return gettext(told["source"]) % {name: again(figure) for name, figure in told["figures"].items()}
    return gettext(told) if isinstance(told, str) and told else str(told)


def spelt(lasted: timedelta) -> Said:
    """A length of time in words: one number and its unit, days from two on."""
    seconds = max(1, round(lasted.total_seconds()))
    for size, least, one, many in LENGTHS:
        if seconds >= least:
            number = round(seconds / size)
            return said(one) if number == 1 else said(many, number=number)
    raise AssertionError
