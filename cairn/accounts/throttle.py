"""How often somebody may try a secret: counted before the secret is looked at, so that a thousand at once are few.

After the free tries each further one has to wait twice as long as the one before, up to a quarter of an hour. The count
is kept for what was typed, whether there is such an account or not, so the answer tells nobody which accounts there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from cairn.accounts.models import Throttle
from cairn.lib import clock

FREE = {"account": 5, "second": 5, "proof": 5, "address": 30}
FIRST = 60  # seconds to wait after the free tries
MOST = 900
FORGOTTEN = timedelta(days=1)
CLAIM = """
INSERT INTO accounts_throttle AS row (key, tries, last_at, free_at) VALUES (%(key)s, 1, %(now)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN row.last_at < %(old)s THEN 1 ELSE row.tries + 1 END,
    last_at = %(now)s,
    free_at = CASE WHEN row.last_at < %(old)s OR row.tries + 1 < %(free)s THEN %(now)s ELSE
        %(now)s + least(%(most)s, %(first)s * 2 ^ least(row.tries + 1 - %(free)s, 12)) * interval '1 second' END
WHERE row.free_at <= %(now)s
RETURNING tries
"""


class Locked(Exception):
    """Too many tries for now."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    @property
    def minutes(self) -> int:
        """How long it takes until the next try counts."""
        now = clock.now()
        free_at = Throttle.objects.filter(key=self.key).values_list("free_at", flat=True).first() or now
        return max(1, -int(-(free_at - now).total_seconds() // 60))


def claim(kind: str, who: str) -> None:
    """Count one try. Raises Locked where it must not be looked at."""
    now, key = clock.now(), name(kind, who)
    values: dict[str, str | int | datetime] = {
        "key": key,
        "now": now,
        "old": now - FORGOTTEN,
        "free": FREE[kind],
        "first": FIRST,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        if cursor.fetchone() is None:
            raise Locked(key)


def succeeded(kind: str, who: str) -> None:
    """They got in: the account starts anew. Of an address only this one try is taken back."""
    found = Throttle.objects.filter(key=name(kind, who))
    if kind != "address":
        found.delete()
        return
    for row in found.filter(tries__gt=0, tries__lte=FREE[kind]):
        found.filter(tries=row.tries).update(tries=row.tries - 1)


def forget_old() -> int:
    """What nobody tried for a day. For the sweeper."""
    old = Throttle.objects.filter(last_at__lt=clock.now() - FORGOTTEN).values_list("pk", flat=True)[:1000]
    return Throttle.objects.filter(pk__in=list(old)).delete()[0]


def name(kind: str, who: str) -> str:
    """The key of a row: an address or e-mail is not kept in the clear."""
    return f"{kind}:{salted_hmac('cairn.throttle', who.strip().lower(), algorithm='sha256').hexdigest()[:40]}"
