"""One encrypted push to one browser (RFC 8030, 8188, 8291), through the push service of the browser's maker."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from webpush import WebPush, WebPushSubscription
from webpush.types import WebPushKeys

from cairn.lib import logs, outside
from cairn.notifications import guards, keys
from cairn.notifications.models import Subscription

log = logs.logger("push")
TTL = 4 * 3600  # seconds that the service keeps it for a phone that is off; older news is no news
TIMEOUT = 10.0


class Outcome(StrEnum):
    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def push(subscription: Subscription, payload: dict[str, str]) -> Outcome:
    """Send `payload`, a title and a link, and say what became of it. A browser that is gone loses its row."""
    guard = guards.service(subscription.endpoint)
    if not guard.allows():
        return Outcome.LATER
    try:
        outcome = judge(post(subscription, json.dumps(payload).encode()).status_code)
        guard.answered()
    except (httpx.HTTPError, outside.Unreachable):
        outcome = Outcome.LATER
        guard.failed()
    except (outside.Forbidden, ValueError):
        outcome = Outcome.REFUSED
    if outcome is Outcome.GONE:
        Subscription.objects.filter(pk=subscription.pk).delete()
    log.info("pushed", subscription=subscription.pk, outcome=outcome.value)
    return outcome


def judge(status: int) -> Outcome:
    """404 and 410: the browser took its subscription back. 429 and 5xx: the service asks for patience."""
    if status in (404, 410):
        return Outcome.GONE
    if status == 429 or status >= 500:
        return Outcome.LATER
    return Outcome.TAKEN if status < 300 else Outcome.REFUSED


def post(subscription: Subscription, payload: bytes) -> httpx.Response:
    """To the address that was checked, under the name that its certificate must carry. Redirects are not followed."""
    host, address = outside.public(subscription.endpoint, trusted=trusted())
    message = writer().get(payload, receiver(subscription), subscriber=subscriber())
    url = httpx.URL(subscription.endpoint)
    headers: dict[str, Any] = {**dict(message.headers), "Host": url.netloc.decode(), "Urgency": "high"}
    extensions = {"sni_hostname": host} if url.scheme == "https" else {}
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
        return client.post(
            url.copy_with(host=address), content=message.encrypted, headers=headers, extensions=extensions
        )


@cache
def writer() -> WebPush:
    return WebPush(private_key=BytesIO(keys.private_pem()), public_key=BytesIO(keys.public_pem()), ttl=TTL)


def receiver(subscription: Subscription) -> WebPushSubscription:
    given = WebPushKeys(auth=subscription.auth, p256dh=subscription.p256dh)
    return WebPushSubscription.model_validate({"endpoint": subscription.endpoint, "keys": given.model_dump()})


def subscriber() -> str:
    """Whom a push service may write to about us."""
    return (
        settings.DEFAULT_FROM_EMAIL
        if "@" in settings.DEFAULT_FROM_EMAIL
        else f"cairn@{urlsplit(settings.PUBLIC_URL).hostname}"
    )


def trusted() -> tuple[str, ...]:
    """Origins that need not be public: a push service of one's own."""
    return tuple(getattr(settings, "PUSH_ORIGINS", ()))
