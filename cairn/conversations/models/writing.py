"""What people write before it is a message: drafts, canned replies, and who writes just now."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.conversations.models.conversation import Conversation


class Draft(models.Model):
    """What one person has begun to write in one conversation, kept so that any of their screens shows it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=8, default="reply", help_text="reply, park or note")
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class CannedReply(models.Model):
    """Words the team uses again and again. `{name}`, `{trip}` and the like are filled in when they are taken."""

    name = models.SlugField(max_length=60, unique=True, help_text="what is typed after the slash")
    text = models.TextField(max_length=4096)
    language = models.CharField(max_length=12, default="en")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    used = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "canned replies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who has a conversation open, and until when they are taken to be writing in it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    writes_until = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"presence {self.pk}"
