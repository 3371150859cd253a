from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.conversations.models import Conversation, Message


class Suggestion(models.Model):
    """A reply that a person may send, made for the newest words of a customer; and what the person did with it."""

    class State(models.TextChoices):
        WANTED = "wanted"
        READY = "ready"
        NOTHING = "nothing"  # the assistant does not know either
        OLD = "old"  # the customer wrote on, or somebody else answered
        TAKEN = "taken"
        EDITED = "edited"
        IGNORED = "ignored"

    class Change(models.TextChoices):
        """What an edited one tells: other facts, or other words."""

        FACTS = "facts"
        WORDS = "words"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="suggestions")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="suggestion")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WANTED)
    question = models.TextField(blank=True)
    text = models.TextField(blank=True)
    sources = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    expect = models.CharField(max_length=10, blank=True)
    writer = models.CharField(max_length=10, blank=True)
    confidence = models.FloatField(default=0)
    entities = models.JSONField(default=dict)
    language = models.CharField(max_length=12, blank=True)
    # What became of it: the message that was sent, by whom, and what was changed ([{op, before, after}]).
    sent = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    diff = models.JSONField(default=list)
    change = models.CharField(max_length=6, choices=Change.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True, editable=False, help_text="a worker is at it until then")

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "-id"], name="suggestion_newest"),
            models.Index(fields=["created_at"], name="suggestion_wanted", condition=models.Q(state="wanted")),
            models.Index(fields=["decided_at"], name="suggestion_decided"),
            models.Index(fields=["id"], name="suggestion_unsorted", condition=models.Q(state="edited", change="")),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk} {self.state}"


class Summary(models.Model):
    """A model's wording of a conversation's summary, as of one message. Empty text: wanted, or not to be believed."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="summary")
    upto = models.BigIntegerField(default=0, help_text="the newest message that it knows")
    text = models.TextField(blank=True)
    why = models.CharField(max_length=200, blank=True, help_text="why there is none, in words")
    wanted_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True, editable=False, help_text="a worker is at it until then")

    class Meta:
        verbose_name_plural = "summaries"
        indexes = [
            models.Index(fields=["wanted_at"], name="summary_wanted", condition=models.Q(wanted_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"summary of conversation {self.conversation_id}"


class Translation(models.Model):
    """One message in another language, by a model and checked for its numbers. Shown to staff, never used as a fact."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True, help_text="empty: still wanted, or refused for the reason in `why`")
    why = models.CharField(max_length=200, blank=True)
    wanted = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_until = models.DateTimeField(null=True, editable=False, help_text="a worker is at it until then")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "language"], name="translation_once")]
        indexes = [models.Index(fields=["created_at"], name="translation_wanted", condition=models.Q(wanted=True))]

    def __str__(self) -> str:
        return f"message {self.message_id} in {self.language}"
