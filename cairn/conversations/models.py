from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from cairn.accounts.models import User
from cairn.lib import clock

WINDOW = timedelta(hours=24)


class Channel(models.Model):
    """One way in: a WhatsApp number of the firm, or its web chat."""

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp"
        WEBCHAT = "webchat"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.WHATSAPP)
    number = models.CharField(max_length=40, unique=True, help_text="Meta's id of the number, not the number itself")
    account = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name or self.display or self.number


class Contact(models.Model):
    """A person who writes to the firm. Any of phone, user id and username may be missing."""

    name = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True, db_index=True)
    username = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    opted_out_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or (f"@{self.username}" if self.username else self.phone or f"Customer {self.pk}")


class Identity(models.Model):
    """One name by which a channel knows a contact. A ledger: what no longer holds is retired, not removed."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        USER_ID = "user_id"
        PARENT_USER_ID = "parent_user_id"
        GROUP = "group"
        VISITOR = "visitor"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    value = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            # A parent id is shared by several user ids of one person, so it never decides who somebody is.
            models.UniqueConstraint(
                fields=["channel", "kind", "value"],
                condition=models.Q(retired_at=None) & ~models.Q(kind="parent_user_id"),
                name="identity_once_per_channel",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="identity_not_empty"),
        ]
        # Retired lines are asked for too: a late message belongs to whom its number belonged then.
        indexes = [models.Index(fields=["channel", "kind", "value"], name="identity_any_time")]

    def __str__(self) -> str:
        return f"{self.kind} of contact {self.contact_id}"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> ConversationQuerySet:
        """Everything that this person may open. Every member of the team sees every conversation today."""
        return self if user.is_authenticated and user.is_active else self.none()

    def search(self, words: str) -> ConversationQuerySet:
        if not words.strip():
            return self
        return self.filter(
            models.Q(contact__name__icontains=words)
            | models.Q(contact__phone__contains=words.replace(" ", ""))
            | models.Q(contact__username__icontains=words.lstrip("@"))
            | models.Q(last_words__icontains=words)
        )


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

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
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

    # The lease: who works on this conversation now. The epoch fences out whoever lost it. Database clock only.
    waiting_since = models.DateTimeField(null=True)
    quiet_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_epoch = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "contact"], name="one_conversation_per_contact")]
        indexes = [
            models.Index(fields=["-last_message_at"], name="conversation_recent"),
            models.Index(
                fields=["waiting_since"], name="conversation_waiting", condition=models.Q(waiting_since__isnull=False)
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
        return self.last_inbound_at + WINDOW if self.last_inbound_at else None

    @property
    def window_open(self) -> bool:
        until = self.free_text_until
        return until is not None and clock.now() < until


class Message(models.Model):
    """One thing said, in either direction. An outgoing one is a row before it is a request."""

    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"

    class Author(models.TextChoices):
        CUSTOMER = "customer"
        ASSISTANT = "assistant"
        STAFF = "staff"
        RULE = "rule"
        PHONE = "phone"

    class Status(models.TextChoices):
        RECEIVED = "received"
        QUEUED = "queued"
        SENDING = "sending"
        ACCEPTED = "accepted"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"
        UNKNOWN = "unknown"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    wamid = models.CharField(max_length=300, null=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    author = models.CharField(max_length=10, choices=Author.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    type = models.CharField(max_length=20, default="text")
    text = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices)
    at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    reply_to = models.CharField(max_length=300, blank=True)
    reactions = models.JSONField(default=dict)
    edited_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # Inbound: when the assistant or the rules were done with it.
    handled_at = models.DateTimeField(null=True)
    # Outbound: our own id travels with it and comes back in receipts (Meta: biz_opaque_callback_data).
    callback = models.UUIDField(default=uuid.uuid4)
    idempotency_key = models.CharField(max_length=200, null=True)
    sources = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sending_since = models.DateTimeField(null=True)
    error_code = models.IntegerField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "wamid"], name="message_once_per_channel"),
            models.UniqueConstraint(fields=["callback"], name="message_callback_once"),
            models.UniqueConstraint(fields=["conversation", "idempotency_key"], name="message_idempotent"),
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="message_thread"),
            models.Index(
                fields=["conversation", "id"],
                name="message_unhandled",
                condition=models.Q(direction="in", handled_at=None),
            ),
            models.Index(
                fields=["conversation", "id"],
                name="message_outbox",
                condition=models.Q(status__in=["queued", "sending", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} {self.direction} {self.status}"


class WaitingReceipt(models.Model):
    """A receipt, edit, reaction or revoke that came before its message; applied when the message is there."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    wamid = models.CharField(max_length=300)
    kind = models.CharField(max_length=12)
    participant = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "wamid", "kind", "participant"], name="waiting_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} waiting"


class Note(models.Model):
    """Something the team tells itself beside a conversation. The customer never sees it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"note {self.pk}"
