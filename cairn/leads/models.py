from __future__ import annotations

import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.conversations.models import Contact, Conversation


class Stage(models.TextChoices):
    INQUIRY = "inquiry", "New"
    CONTACTED = "contacted", "Contacted"
    INTERESTED = "interested", "Interested"
    QUALIFIED = "qualified", "Qualified"
    PROPOSAL = "proposal", "Proposal"
    NEGOTIATION = "negotiation", "Negotiation"
    WON = "won", "Closed won"
    LOST = "lost", "Closed lost"


class Priority(models.TextChoices):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


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
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    first_message = models.TextField(blank=True)
    newest_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stage_since = models.DateTimeField(auto_now_add=True)
    last_contact_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

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
        ]

    def __str__(self) -> str:
        return f"lead {self.pk} {self.stage}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        return self if user.is_authenticated and user.is_active else self.none()

    def open(self) -> TaskQuerySet:
        return self.filter(status__in=["pending", "snoozed"])


class Task(models.Model):
    """Something a person has to do for a lead. Never twice for the same reason while it is open."""

    class Type(models.TextChoices):
        INITIAL_CONTACT = "initial_contact"
        FOLLOW_UP = "follow_up"
        PRICING = "pricing"
        BOOKING = "booking"
        PAYMENT = "payment"
        PROPOSAL = "proposal"
        CALL = "call"
        HANDOVER = "handover"

    class Status(models.TextChoices):
        PENDING = "pending"
        SNOOZED = "snoozed"
        DONE = "done"
        CANCELLED = "cancelled"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="tasks")
    type = models.CharField(max_length=20, choices=Type.choices)
    reason = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.MEDIUM)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    due_at = models.DateTimeField()
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.CharField(max_length=60, default="rule")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    # When somebody was told that it is overdue: once for each task, for ever.
    alarmed_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "type", "reason"],
                condition=models.Q(status__in=["pending", "snoozed"]),
                name="one_open_task_per_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="task_due"),
            models.Index(
                fields=["assignee", "due_at"],
                name="task_mine",
                condition=models.Q(status__in=["pending", "snoozed"]),
            ),
            models.Index(fields=["due_at"], name="task_alarm", condition=models.Q(status="pending", alarmed_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class CustomField(models.Model):
    """A field of the firm's own on every lead."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        CHOICE = "choice"
        YES_NO = "yes_no", "Yes or no"

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    choices = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class SavedView(models.Model):
    """A filter that somebody wants to come back to. `query` is the address' query string."""

    class Page(models.TextChoices):
        INBOX = "inbox"
        PIPELINE = "pipeline"
        LEADS = "leads"
        TODAY = "today"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=8, choices=Page.choices)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """A file of leads on its way in: looked at first, then carried out by a job, line by line."""

    class State(models.TextChoices):
        PREVIEW = "preview"
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=255)
    content = models.TextField()
    mapping = models.JSONField(default=dict, help_text="column of the file -> field of the lead")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="lines dealt with; a restart goes on from there")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="[{line, why}], the first 200")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"import {self.pk} {self.state}"
