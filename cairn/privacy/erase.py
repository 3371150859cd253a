"""Erase a person: asked for once, then a job that takes one step after another, each of which may run twice.

What leads to the person (identities, threads, leads) is needed to find the rest and goes last. A worker that is killed
leaves its claim; the sweeper gives the erasure to another, which goes on behind the last finished step.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.conversations.models import Contact
from cairn.journal.record import record
from cairn.lib import clock, later, logs
from cairn.lib.saying import OneSentence
from cairn.privacy import erased
from cairn.privacy.erasing import files, learnt, quiet, rows, webhooks
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person, find, root

log = logs.logger("privacy")
CLAIM = timedelta(seconds=60)
Step = Callable[[Erasure, Person], None]
# In this order: nothing more is written to them, then what is found by them, then what finds them.
STEPS: dict[str, Step] = {
    "quiet": quiet.hush,
    "spool": webhooks.spooled,
    "webhooks": webhooks.journal,
    "learnt": learnt.forget,
    "files": files.remove,
    "rows": rows.clear,
    "person": rows.end,
}


class Mistyped(OneSentence):
    words = _("That is not what stands above the box. Nothing was erased.")


def words(contact: Contact) -> str:
    """What has to be typed, so that nobody erases by a slip."""
    return f"erase {contact.pk}"


def ask(contact: Contact, *, user: User, typed: str) -> Erasure:
    """Have the person erased; once asked there is no way back. Raises Mistyped and NoPerson."""
    if " ".join(typed.lower().split()) != words(contact):
        raise Mistyped
    find(contact.pk)
    return begin(Contact.objects.get(pk=root(contact.pk)), user=user)


def begin(contact: Contact, *, user: User | None) -> Erasure:
    """Put it down, in the list beside the database too: a backup that is put back has the person again."""
    known = {"contact_id": contact.pk, "contact_made_at": contact.created_at}
    erased.remember(contact.pk, contact.created_at)
    with transaction.atomic():
        row, new = Erasure.objects.get_or_create(**known, defaults={"user": user, "asked_at": clock.now()})
        if new:
            actor = "staff" if user else "system"
            record("person_erased", actor=actor, user_id=user.pk if user else None, erasure=row.pk)
        elif row.state == Erasure.State.DONE:
            # It is here again, so a backup was put back.
            Erasure.objects.filter(pk=row.pk).update(state=Erasure.State.WAITING, step="", reached=0)
        later.wake("erase", erasure=row.pk)
    return row


def run(pk: int) -> bool:
    """Carry out what is left of it. False when somebody else has it or nothing is left."""
    row = claim(pk)
    if row is None:
        return False
    started = time.perf_counter()
    person = find(row.contact_id)
    for name in after(row.step):
        STEPS[name](row, person)
        finish(row, name)
    took = round((time.perf_counter() - started) * 1000)
    log.info("erased", erasure=row.pk, rows=sum(row.counts.values()), attempts=row.attempts, ms=took)
    return True


def claim(pk: int) -> Erasure | None:
    """For a minute, which each step makes longer. Two workers at once would do no harm, only twice the work."""
    mine = Erasure.objects.filter(pk=pk, state=Erasure.State.WAITING).exclude(claimed_until__gt=clock.now())
    if not mine.update(claimed_until=clock.now() + CLAIM, attempts=F("attempts") + 1):
        return None
    return Erasure.objects.get(pk=pk)


def after(step: str) -> list[str]:
    names = list(STEPS)
    return names[names.index(step) + 1 :] if step in names else names


def finish(row: Erasure, name: str) -> None:
    row.step, row.claimed_until = name, clock.now() + CLAIM
    if name == list(STEPS)[-1]:
        row.state, row.finished_at, row.claimed_until = Erasure.State.DONE, clock.now(), None
    row.save(update_fields=["step", "state", "finished_at", "claimed_until", "counts", "reached"])
