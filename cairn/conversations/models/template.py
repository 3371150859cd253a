from __future__ import annotations

from django.db import models


class Template(models.Model):
    """A message that Meta approved beforehand: the only thing that may be sent outside the window."""

    class Category(models.TextChoices):
        MARKETING = "marketing"
        UTILITY = "utility"
        AUTHENTICATION = "authentication"

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
    synced_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True, help_text="Meta does not list it any more")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name", "language"], name="template_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    @property
    def sendable(self) -> bool:
        return self.status == "approved" and self.removed_at is None
