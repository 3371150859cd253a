from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """A message that Meta approved beforehand: the only thing that may be sent outside the window."""

    class Category(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        UTILITY = "utility", _("Utility")
        AUTHENTICATION = "authentication", _("Authentication")

    account = models.CharField(max_length=40, help_text="Meta's id of the WhatsApp business account")
    meta_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=20)
    category = models.CharField(max_length=16, choices=Category.choices, default=Category.UTILITY)
    # Meta's word in small letters: draft (ours, not yet submitted), pending, approved, rejected, paused, disabled, ...
    status = models.CharField(max_length=24, default="draft")
    quality = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True, help_text="why it was rejected or paused, in words")
    named = models.BooleanField(default=False, help_text="variables have names instead of numbers")
    components = models.JSONField(default=list, help_text="as Meta has them: HEADER, BODY, FOOTER, BUTTONS")
    next_category = models.CharField(max_length=16, blank=True)
    next_category_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, help_text="when we last sent it to Meta")
    synced_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True, help_text="Meta does not list it any more")
    # As of when each of status, category and quality is known: news comes twice and in any order, the newest holds.
    known_at = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name", "language"], name="template_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def sendable(self) -> bool:
        return self.status == "approved" and self.removed_at is None


class TemplateSync(models.Model):
    """How far the reading of an account's templates is. It goes on where it stopped, whoever does it."""

    account = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField(help_text="when the next reading begins or goes on")
    asked_at = models.DateTimeField(null=True, help_text="when a person or a notice of Meta's wanted one")
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True, help_text="of the reading under way")
    cursor = models.TextField(blank=True, help_text="Meta's mark of the next page")
    seen = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"templates of {self.account}"
