from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.assistant.models.answer import Answer
from cairn.assistant.models.helping import Suggestion
from cairn.catalog.models import Faq, Trip
from cairn.conversations.models import Conversation, Message


class Gap(models.Model):
    """Questions of several customers that mean the same and have no answer yet: a draft of an FAQ."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        EXPIRED = "expired"

    trip = models.ForeignKey(Trip, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    question = models.TextField(help_text="of its questions the one nearest to all others")
    terms = models.JSONField(default=list)
    answer = models.TextField(blank=True, help_text="what a person of the firm answered")
    asked = models.PositiveIntegerField(default=0)
    askers = models.PositiveIntegerField(default=0)
    rank = models.FloatField(default=0)
    last_at = models.DateTimeField(help_text="when it was asked last")
    faq = models.ForeignKey(Faq, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-rank", "-id"], name="gap_open", condition=models.Q(state="open")),
            models.Index(fields=["last_at"], name="gap_untouched", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.question


class Question(models.Model):
    """Something that went unanswered or was answered wrongly, and how we came to know."""

    class Why(models.TextChoices):
        ABSTAINED = "abstained", "the assistant did not know"
        HANDED_OVER = "handed_over", "a person answered instead"
        THUMBS_DOWN = "thumbs_down", "the answer was marked wrong"
        ASKED_AGAIN = "asked_again", "it was asked again within ten minutes"
        EDITED = "edited", "the suggested reply was changed"
        REJECTED = "rejected", "the model's text failed its check"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="unanswered")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="unanswered")
    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.CASCADE, related_name="unanswered")
    why = models.CharField(max_length=12, choices=Why.choices)
    key = models.CharField(max_length=60, unique=True, help_text="makes one occasion one row")
    text = models.TextField()
    glossed = models.TextField(help_text="in rough English, by which it is compared")
    language = models.CharField(max_length=12, blank=True)
    trip = models.ForeignKey(Trip, null=True, on_delete=models.SET_NULL, related_name="+")
    gap = models.ForeignKey(Gap, null=True, on_delete=models.SET_NULL, related_name="questions")
    # Whether it belongs among the gaps; the others are kept for the model's report card.
    open = models.BooleanField(default=True)
    replied = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="question_open", condition=models.Q(open=True)),
            models.Index(fields=["id"], name="question_apart", condition=models.Q(open=True, gap=None)),
            models.Index(fields=["conversation", "-id"], name="question_of_talk"),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} {self.why}"


class ProposedEdit(models.Model):
    """A person sent another number or date than the assistant's row says: the row may be wrong. A manager decides."""

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=10, help_text="trip, faq or policy")
    source_id = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    field = models.CharField(max_length=20, blank=True, help_text="empty where only a person can tell which")
    current = models.TextField()
    proposed = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "kind", "source_id", "field"], name="proposed_once")
        ]
        indexes = [models.Index(fields=["-id"], name="proposed_pending", condition=models.Q(state="pending"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}: {self.current} -> {self.proposed}"
