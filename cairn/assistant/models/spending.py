from __future__ import annotations

from django.db import models

from cairn.conversations.models import Conversation


class ModelCall(models.Model):
    """What asking the model cost outside of an answer: suggestions, summaries, translations."""

    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=12)
    model = models.CharField(max_length=100, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    dollars = models.FloatField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="model_call_at")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Trouble(models.Model):
    """Why the model is left alone now: it failed too often, or the day's budget is used up. Told once, and when over."""

    class Kind(models.TextChoices):
        BREAKER = "breaker"
        BUDGET = "budget"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    since = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(over_at=None), name="one_trouble_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since:%Y-%m-%d %H:%M}"
