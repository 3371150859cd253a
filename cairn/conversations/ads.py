"""Advertisements: an answer within 24 hours to somebody who came from one opens 72 hours that cost nothing.

Meta: free entry points. It changes the price, not what may be written. `ad_at` remembers the customer's message until the
firm answers (`receive.NOTE_OUTBOUND` sets `ad_until` then).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce, Greatest

from cairn.conversations.models import Conversation

ANSWER_WITHIN = timedelta(hours=24)
FREE = timedelta(hours=72)


def note_ad(conversation: Conversation, at: datetime) -> None:
    """The customer came from an advertisement at `at`."""
    came = Value(at, output_field=DateTimeField())
    Conversation.objects.filter(pk=conversation.pk).update(ad_at=Greatest(Coalesce("ad_at", came), came))


def opened_free_entry(conversation: Conversation, at: datetime) -> bool:
    """The firm wrote at `at`: whether that began the free time. For whoever writes past `note_outbound`."""
    rows = Conversation.objects.filter(pk=conversation.pk, ad_at__gte=at - ANSWER_WITHIN)
    return bool(rows.update(ad_until=at + FREE, ad_at=None))
