from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from cairn.accounts.models import User
from cairn.conversations import search
from cairn.conversations.models.channel import Channel
from cairn.conversations.models.people import Contact
from cairn.conversations.window import WINDOW, opened
from cairn.lib import clock

__all__ = ["WINDOW", "Conversation", "ConversationQuerySet", "Note"]


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> ConversationQuerySet:
        """Everything that this person may open. Every member of the team sees every conversation today."""
        return self if user.is_authenticated and user.is_active else self.none()

    def search(self, words: str) -> ConversationQuerySet:
        """Those whose name or phone, or what was said, holds words that begin so; the newest few hundred of each."""
        if not words.strip():
            return self
        return self.filter(pk__in=search.found(words))


class Conversation(models.Model):
    """All that one contact and the firm said to each other on one channel."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        PENDING = "pending"
        ARCHIVED = "archived"

    class Assistant(models.TextChoices):
        ON = "on"
        PAUSED = "paused"
        OFF = "off"

    # The constraint below begins with the channel. An index on it alone would tempt the planner: most firms have one number.
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    assistant = models.CharField(max_length=8, choices=Assistant.choices, default=Assistant.ON)
    paused_until = models.DateTimeField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    # What the list shows, kept here so that it needs no look at the messages.
    unread = models.PositiveIntegerField(default=0)
    last_inbound_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    last_words = models.TextField(blank=True)
    last_author = models.CharField(max_length=10, blank=True)
    last_type = models.CharField(max_length=20, blank=True)
    # Since when a person is waited for, and why in words: an answer promised, a failure, a request for somebody.
    needs_person_since = models.DateTimeField(null=True)
    needs_person_why = models.CharField(max_length=200, blank=True)

    # Out of the way until then; a word from the customer brings it back sooner.
    snoozed_until = models.DateTimeField(null=True)
    # Why it is back: "time", or "wrote" when the customer did not wait. Empty once somebody has seen to it.
    back = models.CharField(max_length=8, blank=True, default="", db_default="")

    # Until when a conversation that came from an advertisement costs nothing (Meta: free entry point, 72 hours).
    ad_until = models.DateTimeField(null=True)
    # When the customer came from one, until the firm answers.
    ad_at = models.DateTimeField(null=True)
    # From when this customer may get the next message (Meta: pair rate, one in six seconds with a burst of 45).
    free_at = models.DateTimeField(null=True)

    # The lease: who works on this conversation now. The epoch fences out whoever lost it. Database clock only.
    waiting_since = models.DateTimeField(null=True)
    quiet_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_epoch = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ConversationQuerySet.as_manager()
    # Set while filing: whether the contact is one of two that were merged, so that messages keep their sender.
    merged = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "contact"], name="one_conversation_per_contact")]
        indexes = [
            models.Index(fields=["-last_message_at"], name="conversation_recent"),
            models.Index(
                models.F("last_message_at").desc(nulls_last=True),
                models.F("id").desc(),
                name="conversation_calm",
                condition=~models.Q(status="archived") & models.Q(needs_person_since=None),
            ),
            models.Index(
                models.F("owner"),
                models.F("last_message_at").desc(nulls_last=True),
                name="conversation_mine",
                condition=~models.Q(status="archived"),
            ),
            models.Index(
                models.F("last_message_at").desc(nulls_last=True),
                name="conversation_archive",
                condition=models.Q(status="archived"),
            ),
            # Who waits for a reply, longest first (conversations/inbox.py, NEEDS).
            models.Index(
                Coalesce("needs_person_since", "last_inbound_at"),
                models.F("id"),
                name="conversation_needs_reply",
                condition=~models.Q(status="archived")
                & models.Q(snoozed_until=None)
                & (
                    models.Q(needs_person_since__isnull=False)
                    | models.Q(last_author="customer", assistant__in=["paused", "off"])
                ),
            ),
            models.Index(
                fields=["waiting_since"], name="conversation_waiting", condition=models.Q(waiting_since__isnull=False)
            ),
            models.Index(
                fields=["snoozed_until"],
                name="conversation_snoozed",
                condition=models.Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["needs_person_since"],
                name="conversation_needs_person",
                condition=models.Q(needs_person_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    @property
    def free_text_until(self) -> datetime | None:
        """When the customer-service window closes, or None if the customer never wrote."""
        return opened(self.last_inbound_at, clock.now())

    @property
    def window_open(self) -> bool:
        until = self.free_text_until
        return until is not None and clock.now() < until


class Note(models.Model):
    """Something the team tells itself beside a conversation. The customer never sees it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"note {self.pk}"
