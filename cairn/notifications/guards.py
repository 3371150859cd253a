"""Before each push service and the mail server: one that is dead holds up neither the others nor the mails."""

from __future__ import annotations

from functools import lru_cache
from smtplib import SMTPException, SMTPServerDisconnected
from urllib.parse import urlsplit

from cairn.journal.guards import Guard, many
from cairn.lib.breaker import Breaker
from cairn.notifications.models import Sent

MOST = 1000  # counted


def service(endpoint: str) -> Guard:
    """Of the browser's maker whose service it is."""
    return at(urlsplit(endpoint).netloc[:60])


@lru_cache(maxsize=64)
def at(host: str) -> Guard:
    breaker = Breaker(failures=3, within=900, rest=60)
    return Guard(f"push-{host}", who=f"The push service {host}", waits=pushes, breaker=breaker)


def pushes() -> str:
    return waiting(Sent.Way.PUSH, "push", "pushes")


def mails() -> str:
    return waiting(Sent.Way.EMAIL, "mail", "mails")


def waiting(way: Sent.Way, one: str, more: str) -> str:
    count = Sent.objects.filter(way=way, state=Sent.State.AGAIN)[:MOST].count()
    return f"{many(count, one, more)} {'waits' if count == 1 else 'wait'}"


mail = Guard("mail", who="The mail server", waits=mails, breaker=Breaker(failures=2, within=3600, rest=60))


def unanswered(error: Exception) -> bool:
    """Whether the mail server did not answer at all. A refusal is an answer."""
    return isinstance(error, SMTPServerDisconnected) or not isinstance(error, SMTPException)
