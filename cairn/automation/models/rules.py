from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from cairn.leads.models import Lead
from cairn.lib.secrets import seal, unseal


def new_secret() -> str:
    """A fresh one, sealed as it lies in the row."""
    return seal(secrets.token_urlsafe(32))


class Rule(models.Model):
    """The firm's own rule: when this Event happens and the conditions hold, the actions are done."""

    name = models.CharField(max_length=80, unique=True)
    active = models.BooleanField(default=True)
    event = models.CharField(max_length=40)
    conditions = models.JSONField(default=dict)
    actions = models.JSONField(default=list)
    secret = models.CharField(max_length=300, default=new_secret, help_text="signs its outgoing webhooks; sealed")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    stopped_why = models.CharField(max_length=200, blank=True, help_text="why Cairn switched it off")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["event"], name="rule_listens", condition=models.Q(active=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def signing_secret(self) -> str:
        """What receivers know. Raises Broken where SECRET_KEY is another one than it was sealed with."""
        return unseal(self.secret)


class News(models.Model):
    """An Event that an active rule listens to and that waits to be looked at.

    The database itself writes this row with the Event, in the same transaction, so none is missed however late it
    commits. `depth`: how many rules stand between the Event and what a person or customer did.
    """

    event = models.BigIntegerField(unique=True)
    depth = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"event {self.event}"


class RuleRun(models.Model):
    """A rule met an Event. Once, whatever happens twice."""

    class Outcome(models.TextChoices):
        DID = "did"
        FAILED = "failed"
        STOPPED = "stopped"

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    event = models.BigIntegerField()
    lead = models.ForeignKey(Lead, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    lines = models.JSONField(default=list, help_text="what was done, in words")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="rule_once_per_event")]
        indexes = [
            models.Index(fields=["rule", "-id"], name="run_log"),
            models.Index(fields=["rule", "lead", "at"], name="run_per_lead"),
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} at event {self.event}: {self.outcome}"


class Call(models.Model):
    """An outgoing webhook: a row before it is a request."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="calls")
    event = models.BigIntegerField()
    url = models.URLField(max_length=500)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answer = models.PositiveSmallIntegerField(null=True, help_text="HTTP status")
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="call_once_per_event")]
        indexes = [models.Index(fields=["due_at"], name="call_due", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"call {self.pk} {self.state}"
