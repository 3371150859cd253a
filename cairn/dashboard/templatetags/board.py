"""Cards of the board, written once as long as nothing on them changes: all dashboards and fetches share them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.translation import get_language

from cairn.dashboard.pipeline.cards import Card

register = template.Library()


@register.simple_tag
def lead_card(card: Card, first: bool, may_write: bool) -> str:
    """The card as HTML, in the language of whoever asks."""
    return written(card, first, may_write, get_language())


@lru_cache(maxsize=4000)
def written(card: Card, first: bool, may_write: bool, language: str) -> str:
    """It holds nothing of the request but the language; what it says of times is words, and part of the key."""
    card_html: str = get_template("dashboard/pipeline/card.html").render(
        {"card": card, "first": first, "may_write": may_write}
    )
    return card_html
