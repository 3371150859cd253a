from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.accounts.models import User
from cairn.leads.models.lead import Lead
from cairn.leads.models.stage import Priority


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        return self if user.is_authenticated and user.is_active else self.none()

    def open(self) -> TaskQuerySet:
        return self.filter(status__in=["pending", "snoozed"])


class Task(models.Model):
    """Something a person has to do for a lead. Never twice for the same reason while it is open."""

    class Type(models.TextChoices):
        INITIAL_CONTACT = "initial_contact", _("First contact")
        FOLLOW_UP = "follow_up", _("Follow up")
        PRICING = "pricing", _("Pricing")
        BOOKING = "booking", _("Booking")
        PAYMENT = "payment", _("Payment")
        PROPOSAL = "proposal", _("Proposal")
        CALL = "call", _("Call")
        HANDOVER = "handover", _("Handover")

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
