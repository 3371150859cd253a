"""Fetch what customers sent: one attempt at a time for each file, however many workers there are.

An attempt is claimed by a conditional update that also says until when nobody else may try; while bytes come in, that
time is moved on. Whoever is late finds that the number of attempts has changed and writes nothing.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q

from cairn.channels import breaker
from cairn.channels.whatsapp.files import Expired, FileClient, Foreign, Gone, NotNow, Silent, TooLarge, Whereabouts
from cairn.conversations.attachments import storage
from cairn.conversations.attachments.keep import MOST, Kept, keep
from cairn.conversations.attachments.outcome import failed, refused, stored, tries_again
from cairn.conversations.attachments.sniff import Disguised
from cairn.conversations.models import Attachment
from cairn.lib import clock, later, lending, logs, secrets

log = logs.logger("media")
LEASE = timedelta(seconds=40)
RENEW = 10.0  # seconds
LONGEST_BACKOFF = 600.0  # seconds
WRONG_HASHES = 4  # attempts after which the bytes will not get better
LATE = timedelta(seconds=2)
AT_ONCE = 50
WAITING = Attachment.State.WAITING


class Damaged(Exception):
    """What arrived is not what was sent."""


def fetch(attachment_id: int) -> str:
    """One attempt. Returns the state afterwards, or nothing when there is nothing to do or somebody else does it."""
    if not breaker.media.allows():
        return ""
    file = claim(attachment_id)
    if file is None:
        return ""
    started = time.perf_counter()
    try:
        settle(file)
    finally:
        log.info("fetched", attachment=file.pk, state=file.state, ms=round((time.perf_counter() - started) * 1000))
    return str(file.state)


def claim(attachment_id: int) -> Attachment | None:
    now = clock.now()
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    rows = Attachment.objects.filter(due, pk=attachment_id, state=WAITING)
    if not rows.update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
        return None
    return Attachment.objects.select_related("channel", "message").get(pk=attachment_id)


def settle(file: Attachment) -> None:
    """Try, and write down what came of it."""
    try:
        kept, sha256 = attempt(file)
    except (Gone, Foreign, TooLarge) as reason:
        give_up(file, reason)
    except Disguised as reason:
        refused(file, str(reason))
    except Damaged:
        if file.attempts >= WRONG_HASHES:
            failed(file, "what arrived was damaged again and again")
        else:
            tries_again(file, "It arrived damaged", at=backoff(file))
    except Silent as reason:
        put_off(file, str(reason))
        breaker.media.failed()
        return
    except NotNow as reason:
        put_off(file, str(reason))
    except OSError as reason:
        put_off(file, f"There is no room for it on the disk ({type(reason).__name__})")
    else:
        stored(file, kept, sha256)
    breaker.media.answered()


def give_up(file: Attachment, reason: Gone | Foreign | TooLarge) -> None:
    if isinstance(reason, TooLarge):
        refused(file, f"It has more than {MOST[file.kind] // 1024**2} MB, so it was not kept. Look at it on the phone.")
    elif isinstance(reason, Foreign):
        refused(file, "WhatsApp named an address outside WhatsApp for it, so nothing was fetched.")
    else:
        failed(file, "WhatsApp does not have it any more. Ask the customer to send it again")


def put_off(file: Attachment, why: str) -> None:
    """Later again, until Meta's own id of the file ends."""
    if file.media_id_until and clock.now() >= file.media_id_until:
        failed(file, why)
    else:
        tries_again(file, why, at=backoff(file))


def backoff(file: Attachment) -> datetime:
    return clock.now() + timedelta(seconds=min(LONGEST_BACKOFF, 2.0 ** min(file.attempts, 10)))


def attempt(file: Attachment) -> tuple[Kept, str]:
    """Both steps, and the checks. An address that just expired is asked for anew, once."""
    draft = storage.draft(file.key, file.attempts)
    try:
        where = find(file)
        try:
            sha256 = download(file, where, draft)
        except Expired:
            sha256 = download(file, find(file), draft)
        if any(told and told != sha256 for told in (where.sha256, file.sha256)):
            raise Damaged
        return keep(draft, key=file.key, kind=file.kind), sha256
    except Expired:
        raise NotNow("WhatsApp's address for it had expired") from None
    finally:
        draft.unlink(missing_ok=True)


def find(file: Attachment) -> Whereabouts:
    lending.give_back()
    where = client().find(file.media_id, file.channel.number, token(file))
    if where.size is not None and where.size > MOST[file.kind]:
        raise TooLarge
    if where.size != file.size:
        Attachment.objects.filter(pk=file.pk, state=WAITING).update(size=where.size)
    return where


def download(file: Attachment, where: Whereabouts, draft: Path) -> str:
    renewed = time.monotonic()

    def alive() -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEW:
            renewed = time.monotonic()
            mine = Attachment.objects.filter(pk=file.pk, state=WAITING, attempts=file.attempts)
            mine.update(next_attempt_at=clock.now() + LEASE)
            lending.give_back()

    lending.give_back()
    return client().download(where.url, draft, token=token(file), most=MOST[file.kind], alive=alive)


def token(file: Attachment) -> str:
    """The number's own, or the one of the settings."""
    try:
        return secrets.unseal(file.channel.token) if file.channel.token else settings.WHATSAPP_ACCESS_TOKEN
    except secrets.Broken:
        raise NotNow("This number's access token can't be read any more: enter it again in the settings") from None


def client() -> FileClient:
    return known_client(settings.WHATSAPP_GRAPH_URL, settings.WHATSAPP_GRAPH_VERSION)


@lru_cache(maxsize=4)
def known_client(url: str, version: str) -> FileClient:
    return FileClient(url, version)


def wake_due() -> int:
    """For the sweeper: files whose time has come, and those whose worker died."""
    if later.pending("fetch") >= AT_ONCE:
        return 0
    most = 1 if breaker.media.breaker.open else AT_ONCE
    now = clock.now()
    due = Q(next_attempt_at=None, created_at__lt=now - LATE) | Q(next_attempt_at__lte=now)
    found = list(Attachment.objects.filter(due, state=WAITING).order_by("-pk").values_list("pk", flat=True)[:most])
    later.wake_each("fetch", "attachment", found)
    return len(found)
