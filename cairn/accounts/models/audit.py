from __future__ import annotations

from django.db import models


class AuditLine(models.Model):
    """Who did what of consequence. Written once: the database refuses to change a line, or to delete one under 400 days."""

    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    user_id = models.BigIntegerField(null=True, help_text="nobody for whoever failed to sign in")
    name = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["act", "-id"], name="audit_act"),
            models.Index(fields=["user_id", "-id"], name="audit_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"
