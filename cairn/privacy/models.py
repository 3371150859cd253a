from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cairn.conversations.models import Contact


class Erasure(models.Model):
    """Somebody of the firm had a person erased. It says that it was done, when and by whom, and nothing of the person.

    The contact is a plain number, since its row goes; with the time when that row was made it is found again in a
    backup that is put back.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"

    contact_id = models.BigIntegerField()
    contact_made_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=20, blank=True, help_text="the last one that is done")
    reached = models.BigIntegerField(default=0, help_text="the last webhook of the journal that was looked through")
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="how many rows of each kind went")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact_id", "contact_made_at"], name="erasure_once")]
        indexes = [models.Index(fields=["id"], name="erasure_waiting", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"erasure {self.pk} {self.state}"


class Export(models.Model):
    """A copy of everything that is held about a person: a file for a week, made by a job."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="names the file")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="exports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="how many rows of each kind are in it")
    size = models.BigIntegerField(null=True, help_text="bytes")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="export_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["finished_at"], name="export_finished"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} {self.state}"


class Access(models.Model):
    """Somebody looked at or saved what is held about a person: one row a quarter of an hour. Without a user: a program
    with the API's token."""

    class What(models.TextChoices):
        CONVERSATION = "conversation"
        LEAD = "lead"
        PRIVACY = "privacy"
        EXPORT = "export"
        LIST = "list"  # many at once, as a table; then there is no contact

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField(help_text="when the quarter of an hour began")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "contact", "what", "at"], name="access_once", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_newest"),
            models.Index(fields=["contact", "-at"], name="access_of_contact"),
            models.Index(fields=["user", "-at"], name="access_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.what} opened {self.at:%Y-%m-%d %H:%M}"


class Retention(models.Model):
    """How long one kind of thing is kept. A kind without a row is kept for good."""

    kind = models.CharField(max_length=20, primary_key=True)
    days = models.PositiveIntegerField(null=True, help_text="empty: for good")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    removed = models.PositiveBigIntegerField(default=0, help_text="in all")

    def __str__(self) -> str:
        return f"{self.kind}: {self.days or 'for good'}"
