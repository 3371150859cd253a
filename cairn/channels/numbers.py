"""The firm's own numbers. Whatever comes for another one is not ours to file."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from cairn.channels.clients import client
from cairn.conversations.models import Channel
from cairn.lib import clock, secrets


class Unfit(ValueError):
    """This can't be a number of the firm; the text says why."""


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
    """After numbers were added or changed. Other processes learn of a new number when something comes for it."""
    _known.cache_clear()
    _first.cache_clear()
    client.cache_clear()


def ensure_first() -> Channel:
    """The number that the settings name; made on the first start."""
    made, _ = Channel.objects.get_or_create(
        number=settings.WHATSAPP_PHONE_NUMBER_ID,
        defaults={"account": settings.WHATSAPP_BUSINESS_ACCOUNT_ID, "name": "WhatsApp"},
    )
    return made


def add(number: str, account: str, token: str, *, name: str = "", display: str = "") -> Channel:
    """Add a number, or give a known one a new token. `number` and `account` are Meta's ids. Raises Unfit."""
    number, account = number.strip(), account.strip()
    if not number.isdecimal() or not account.isdecimal():
        raise Unfit("Give Meta's ids of the number and of the account: digits only, from the API setup page.")
    told = {"account": account, "name": name.strip()[:100], "display": display.strip()[:40]}
    known = {field: value for field, value in told.items() if value}
    made, _ = Channel.objects.update_or_create(number=number, defaults={**known, "token": sealed(token)})
    ask_soon(made)
    forget()
    return made


def set_token(channel: Channel, token: str) -> None:
    """Replace the number's token; empty: the one of the settings. Raises Unfit."""
    channel.token = sealed(token)
    channel.save(update_fields=["token"])
    ask_soon(channel)
    forget()


def ask_soon(channel: Channel) -> None:
    """A new token may be the cure of a number that stands still: the next sweep asks (channels.pauses)."""
    Channel.objects.filter(pk=channel.pk, paused_at__isnull=False).update(free_at=clock.now())


def sealed(token: str) -> str:
    token = token.strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise Unfit("The access token holds characters that no token has; copy it again.")
    return secrets.seal(token) if token else ""


def reseal() -> int:
    """Seal every token with today's SECRET_KEY, after it changed. Returns how many. Raises secrets.Broken."""
    rows = list(Channel.objects.exclude(token=""))
    for row in rows:
        Channel.objects.filter(pk=row.pk, token=row.token).update(token=secrets.renew(row.token))
    forget()
    return len(rows)
