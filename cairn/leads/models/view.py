from __future__ import annotations

from django.conf import settings
from django.db import models


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
