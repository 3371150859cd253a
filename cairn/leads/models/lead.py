from __future__ import annotations

import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.conversations.models import Contact, Conversation
from cairn.leads.models.stage import Priority, Stage


def top() -> float:
    """A place above all that are there: seconds since 1970."""
    return time.time()


CLOSED = (Stage.WON, Stage.LOST)
# Leads that somebody may still sell to.
IS_OPEN = ~models.Q(stage__in=["won", "lost"]) & models.Q(merged_into=None)


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> LeadQuerySet:
        return self if user.is_authenticated and user.is_active else self.none()

    def open(self) -> LeadQuerySet:
        return self.filter(IS_OPEN)


class Lead(models.Model):
    """Somebody who might buy a trip."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="leads")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="leads")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.INQUIRY)
    source = models.CharField(max_length=20, default="whatsapp")
    source_detail = models.JSONField(default=dict)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.MEDIUM)
    score = models.PositiveSmallIntegerField(default=0)
    # What raised and lowered the score: [{"why": "asked to book", "points": 25}, ...].
    score_parts = models.JSONField(default=list)
    scored_at = models.DateTimeField(null=True)
    # The priority that the score gave. It may lower only that one: what a person or a rule set higher stays.
    scored_priority = models.CharField(max_length=8, default=Priority.MEDIUM, db_default=Priority.MEDIUM)
    # Paise for the whole party, when trip and party are known: what the board adds up.
    value = models.BigIntegerField(null=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    extra = models.JSONField(default=dict, help_text="the firm's own fields, by CustomField.key")
    # The place on the board within its stage, highest first. Whatever moves a lead by itself puts it on top.
    position = models.FloatField(default=top)
    closed_reason = models.CharField(max_length=300, blank=True)
    trip = models.ForeignKey(Trip, null=True, on_delete=models.SET_NULL, related_name="+")
    party_size = models.PositiveSmallIntegerField(null=True)
    budget = models.PositiveIntegerField(null=True, help_text="paise")
    travel_dates = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=12, blank=True)
    sentiment = models.CharField(max_length=10, blank=True)
    # Without an index of its own: lead_owner_recent begins with it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    first_message = models.TextField(blank=True)
    newest_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stage_since = models.DateTimeField(auto_now_add=True)
    last_contact_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            # One open lead per conversation, whoever files the first messages at once.
            models.UniqueConstraint(
                fields=["conversation"],
                condition=~models.Q(stage__in=["won", "lost"]) & models.Q(merged_into=None),
                name="one_open_lead",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-id"], name="lead_stage"),
            models.Index(fields=["-last_contact_at"], name="lead_recent"),
            models.Index(fields=["stage", "-position", "-id"], name="lead_board", condition=models.Q(merged_into=None)),
            GinIndex(fields=["tags"], name="lead_tags"),
            models.Index(fields=["-score", "-id"], name="lead_by_score", condition=models.Q(merged_into=None)),
            models.Index(fields=["-value", "-id"], name="lead_by_value", condition=models.Q(merged_into=None)),
            models.Index(fields=["-score", "-id"], name="lead_hot", condition=IS_OPEN),
            models.Index(fields=["-last_contact_at", "-id"], name="lead_quiet", condition=IS_OPEN),
            models.Index(fields=["scored_at"], name="lead_scoring", condition=IS_OPEN),
            models.Index(fields=["owner", "-last_contact_at", "-id"], name="lead_owner_recent"),
            models.Index(fields=["merged_into"], name="lead_merged", condition=models.Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"lead {self.pk} {self.stage}"
