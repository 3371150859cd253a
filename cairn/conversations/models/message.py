from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.fields.json import KeyTextTransform

from cairn.conversations.models.channel import Channel
from cairn.conversations.models.conversation import Conversation


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
        PARKED = "parked"
        PLANNED = "planned"
        QUEUED = "queued"
        SENDING = "sending"
        ACCEPTED = "accepted"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"
        UNKNOWN = "unknown"

    # Without indexes of their own, here and below: another one begins with the same column.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    wamid = models.CharField(max_length=300, null=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    author = models.CharField(max_length=10, choices=Author.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
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
    # Planned: when it is to be queued, by the firm's people.
    send_at = models.DateTimeField(null=True)
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
            # Chats from before are filed later than what was said since, so a thread is read by time.
            models.Index(fields=["conversation", "at", "id"], name="message_in_time"),
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
            models.Index(
                KeyTextTransform("template_id", "content"),
                "id",
                name="message_template",
                condition=models.Q(type="template"),
            ),
            models.Index(fields=["conversation"], name="message_parked", condition=models.Q(status="parked")),
            GinIndex(SearchVector("text", config="simple"), name="message_words"),
            models.Index(fields=["send_at"], name="message_planned", condition=models.Q(status="planned")),
            models.Index(fields=["user"], name="message_by_staff", condition=models.Q(user__isnull=False)),
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
