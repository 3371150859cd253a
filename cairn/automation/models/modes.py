from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.leads.models import Lead


class TransitionMode(models.Model):
    """What the firm chose for one transition of the table, where it differs from what the table says."""

    rule = models.CharField(max_length=40, unique=True)
    mode = models.CharField(max_length=8, choices=[("off", "Off"), ("suggest", "Suggest"), ("do", "Do")])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.rule}: {self.mode}"


class Silence(models.Model):
    """We wrote last and wait. When `due_at` passes without an answer, the loss of the lead is suggested, once."""

    # No constraint in the database: it would lock the lead, which others lock before the rows of its sequence.
    lead = models.OneToOneField(Lead, primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"silence of lead {self.lead_id}"
