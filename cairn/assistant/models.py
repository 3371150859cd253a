from __future__ import annotations

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
    rating = models.SmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="answer_of_a_model", condition=~models.Q(model=""))]

    def __str__(self) -> str:
        return f"answer {self.pk}"
