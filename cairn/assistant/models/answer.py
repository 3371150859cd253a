from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.conversations.models import Conversation, Message


class Answer(models.Model):
    """How one reply of the assistant came about: what it understood, which facts it used, who wrote the words."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="answers")
    message = models.OneToOneField(Message, null=True, on_delete=models.CASCADE, related_name="answer")
    question = models.TextField()
    intents = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    sentiment = models.CharField(max_length=10, blank=True)
    entities = models.JSONField(default=dict)
    expect = models.CharField(max_length=10, default="answer")
    confidence = models.FloatField(default=0)
    writer = models.CharField(max_length=10, default="composer")
    # What asking the language model cost, also where its text was not used, and the texts that failed their check.
    model = models.CharField(max_length=100, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    dollars = models.FloatField(default=0)
    rejected = models.JSONField(default=list, help_text="[{rule, text}]")
    sources = models.JSONField(default=list)
    handover = models.JSONField(null=True)
    took_ms = models.FloatField(default=0)
    # 1 good, -1 wrong, by whom and when; taking it back empties all three.
    rating = models.SmallIntegerField(null=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    rated_at = models.DateTimeField(null=True)
    # The style that a trial gave this customer, and what the lead came to within a month: "qualified", then "won".
    style = models.CharField(max_length=20, blank=True, db_default="")
    outcome = models.CharField(max_length=10, blank=True, db_default="")
    # When it was looked at for what it teaches (learning.capture).
    learnt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="answer_of_a_model", condition=~models.Q(model="")),
            models.Index(fields=["id"], name="answer_not_learnt", condition=models.Q(learnt_at=None)),
            models.Index(fields=["conversation", "-id"], name="answer_newest_of_talk"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
