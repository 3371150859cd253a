"""Shares and names on the pages about answers."""

from __future__ import annotations

from django import template

from cairn.assistant import styles

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.256 is 26 %."""
    return f"{share * 100:.0f} %"


@register.filter
def style_name(name: str) -> str:
    return str(styles.about(name)["name"])


@register.filter
def spaced(name: str) -> str:
    """trip_inquiry is "Trip inquiry"."""
    return name.replace("_", " ").capitalize()
