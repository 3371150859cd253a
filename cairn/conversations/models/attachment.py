from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cairn.conversations.models.channel import Channel
from cairn.conversations.models.message import Message


class Attachment(models.Model):
    """A file of a message: what a customer sent, fetched from WhatsApp, or what the team uploads to send."""

    class State(models.TextChoices):
        WAITING = "waiting"
        STORED = "stored"
        FAILED = "failed"
        REFUSED = "refused"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, null=True, on_delete=models.CASCADE, related_name="attachment")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="names it in addresses and in storage")
    kind = models.CharField(max_length=10, help_text="image, video, audio, document or sticker")
    # Meta's id of the file. One from a webhook lives 7 days, one that we uploaded 30.
    media_id = models.CharField(max_length=200, blank=True)
    media_id_until = models.DateTimeField(null=True)
    mime = models.CharField(max_length=120, blank=True, help_text="as sniffed once stored, as told before")
    filename = models.CharField(max_length=255, blank=True)
    size = models.BigIntegerField(null=True, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="hex; as told, then as counted")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    thumbnail = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=300, blank=True, help_text="in words for staff")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], name="attachment_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"
