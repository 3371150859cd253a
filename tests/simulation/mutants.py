"""The product with one of its guards taken out. A simulation that does not notice proves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from cairn.channels import claim, settling
from cairn.conversations import amend, identify, lease, receipts, receive
from cairn.conversations.models import Message
from cairn.inbound import conversing, filing
from cairn.leads import capture
from cairn.sweeping import STEPS

Patch = pytest.MonkeyPatch


def zombie_writes(patch: Patch) -> None:
    """Whoever lost the lease may write all the same."""
    patch.setattr(lease, "HOLD", "SELECT 1 WHERE %(conversation)s::bigint > 0 AND %(epoch)s::bigint >= 0")


def unique_key_dropped(patch: Patch) -> None:
    """A message that comes twice is there twice."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE conversations_message DROP CONSTRAINT message_once_per_channel")
    patch.setattr(receive, "INSERT", receive.INSERT.replace("ON CONFLICT (channel_id, wamid) DO NOTHING", ""))


def timeout_tried_again(patch: Patch) -> None:
    """What may have arrived goes a second time."""
    patch.setattr(settling, "doubt", lambda message: settling.again(message, "no answer"))


def status_goes_back(patch: Patch) -> None:
    """A late `sent` outranks `delivered`."""
    patch.setitem(receipts.RANK, Message.Status.SENT, 9)


def never_finished(patch: Patch) -> None:
    """What was answered still waits."""
    patch.setattr(lease, "RELEASE", lease.RELEASE.replace("WHEN %(finished)s::boolean", "WHEN %(finished)s::boolean AND false"))  # fmt: skip


def handled_twice(patch: Patch) -> None:
    """Nobody notes that a message was answered."""
    patch.setattr(conversing.Said, "of", lambda self, conversation: Message.objects.none())


def nothing_forbidden(patch: Patch) -> None:
    """Neither window nor the wish for silence is asked at the last moment."""
    patch.setattr(claim, "forbidden", lambda message: None)


def dead_sender_forgotten(patch: Patch) -> None:
    patch.setitem(STEPS, "stuck", lambda: 0)


def doubt_untold(patch: Patch) -> None:
    patch.setitem(STEPS, "doubtful", lambda: 0)


def waiting_unswept(patch: Patch) -> None:
    """Only jobs wake, and jobs die."""
    patch.setitem(STEPS, "waiting", lambda: 0)


def two_leads(patch: Patch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_open_lead")
    patch.setattr(capture, "touch", lambda *_: None)
    patch.setattr(capture, "current", lambda *_: None)


def one_person_two_contacts(patch: Patch) -> None:
    """User id and phone of one person are never brought together."""
    patch.setattr(identify, "one_person", lambda *_: False)


def phone_decides(patch: Patch) -> None:
    """A phone that was handed on makes its new owner the old one."""
    patch.setattr(identify, "has_user_id", lambda *_: False)


def early_news_lost(patch: Patch) -> None:
    """An edit that comes before its message is dropped."""
    patch.setattr(amend, "apply_waiting", lambda message: None)


def early_receipts_lost(patch: Patch) -> None:
    patch.setattr(receipts, "apply_waiting", lambda message: None)


def filed_backwards(patch: Patch) -> None:
    real = filing.bounded
    patch.setattr(filing, "bounded", lambda entries: list(reversed(real(entries))))


def newest_goes_first(patch: Patch) -> None:
    patch.setattr(
        claim, "next_in_line", lambda talk, now: talk.messages.filter(status="queued").order_by("-pk").first()
    )


MUTANTS: list[Callable[[Patch], None]] = [
    zombie_writes, unique_key_dropped, timeout_tried_again, status_goes_back, never_finished, handled_twice,
    nothing_forbidden, dead_sender_forgotten, doubt_untold, waiting_unswept, two_leads, one_person_two_contacts,
    phone_decides, early_news_lost, early_receipts_lost, filed_backwards, newest_goes_first,
]  # fmt: skip
