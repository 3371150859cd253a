"""The firm's own numbers. Whatever comes for another one is not ours to file."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from cairn.conversations.models import Channel


def channel(number: str) -> Channel | None:
    """The channel with Meta's phone number id `number`, or None."""
    try:
        return _known(number)
    except Channel.DoesNotExist:
        return None


@lru_cache(maxsize=256)
def _known(number: str) -> Channel:
    return Channel.objects.get(number=number)


def first() -> Channel | None:
    """The number that came first; None before the first start is complete."""
    try:
        return _first()
    except Channel.DoesNotExist:
        return None


@lru_cache(maxsize=1)
def _first() -> Channel:
    return Channel.objects.earliest("pk")


def forget() -> None:
    """After numbers were added or changed."""
    _known.cache_clear()
    _first.cache_clear()


def ensure_first() -> Channel:
    """The number that the settings name; made on the first start."""
    made, _ = Channel.objects.get_or_create(
        number=settings.WHATSAPP_PHONE_NUMBER_ID,
        defaults={"account": settings.WHATSAPP_BUSINESS_ACCOUNT_ID, "name": "WhatsApp"},
    )
    return made
