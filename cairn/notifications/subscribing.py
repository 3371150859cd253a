"""A browser asks to be pushed to, or not any more."""

from __future__ import annotations

from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.lib import outside
from cairn.lib.saying import OneSentence
from cairn.notifications.models import Subscription
from cairn.notifications.push import trusted

MOST = 10  # browsers of one person


class Unusable(OneSentence):
    words = _("This browser gave no address that can be pushed to.")


def remember(person: User, *, endpoint: str, p256dh: str, auth: str) -> None:
    """Keep the browser for this person; one that was somebody else's before is theirs no longer. Twice is once.

    Raises Unusable for an address inside our own network, or keys that are none.
    """
    check(endpoint, p256dh, auth)
    Subscription.objects.update_or_create(endpoint=endpoint, defaults={"user": person, "p256dh": p256dh, "auth": auth})
    oldest = Subscription.objects.filter(user=person).order_by("-pk").values_list("pk", flat=True)[MOST:]
    Subscription.objects.filter(pk__in=list(oldest)).delete()


def check(endpoint: str, p256dh: str, auth: str) -> None:
    try:
        outside.public(endpoint[:1001], trusted=trusted())
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(p256dh))
        usable = len(endpoint) <= 1000 and len(decoded(auth)) == 16
    except (outside.Forbidden, outside.Unreachable, ValueError) as error:
        raise Unusable from error
    if not usable:
        raise Unusable


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text[:200] + "=" * (-len(text[:200]) % 4))


def forget(person: User, endpoint: str) -> None:
    """This browser, or all of the person's when none is named."""
    rows = Subscription.objects.filter(user=person)
    (rows.filter(endpoint=endpoint) if endpoint else rows).delete()
