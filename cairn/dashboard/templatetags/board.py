"""Cards of the board, written once as long as nothing on them changes: all dashboards and fetches share them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import get_template

from cairn.dashboard.pipeline.cards import Card

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=4000)
def lead_card(card: Card, first: bool, may_write: bool) -> str:
    """The card as HTML. It holds nothing of the request; what it says of times is words, and part of the key."""
    written: str = get_template("dashboard/pipeline/card.html").render(
        {"card": card, "first": first, "may_write": may_write}
    )
    return written
