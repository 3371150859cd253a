from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.conversations.models import Contact


class StyleTrial(models.Model):
    """Two or more styles of answering, tried on customers by turns; or, once stopped, the style that was chosen."""

    styles = models.JSONField(help_text="names from data/styles.json")
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen = models.CharField(max_length=20, blank=True, help_text="for everybody from then on; empty: the plain style")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(stopped_at=None), name="one_trial_of_styles_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk} of {', '.join(self.styles)}"


class StyleCase(models.Model):
    """One customer of a trial: the style they were answered in, and what came of it."""

    trial = models.ForeignKey(StyleTrial, on_delete=models.CASCADE, related_name="cases")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    style = models.CharField(max_length=20)
    qualified = models.BooleanField(default=False)
    won = models.BooleanField(default=False)
    handed_over = models.BooleanField(default=False)
    disliked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "contact"], name="one_style_for_a_customer")]
        indexes = [models.Index(fields=["contact"], name="style_case_of_contact")]

    def __str__(self) -> str:
        return f"{self.style} for contact {self.contact_id}"
