from __future__ import annotations

from django.conf import settings
from django.db import models


class Import(models.Model):
    """A file for the catalogue on its way in: tried first, then carried out by the worker, slice by slice."""

    class State(models.TextChoices):
        PREVIEW = "preview"
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"

    class Kind(models.TextChoices):
        TRIPS = "trips"
        DEPARTURES = "departures"
        FAQS = "faqs"
        STORIES = "stories"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    content = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="rows dealt with; a restart goes on from there")
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="[{line, why}], the first 200")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"import {self.pk} {self.state}"
