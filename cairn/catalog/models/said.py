from __future__ import annotations

from django.db import models

from cairn.catalog.models.trip import Trip


class Faq(models.Model):
    """A question with the firm's own answer. A stale one contradicts the catalogue and is never quoted."""

    question = models.TextField()
    answer = models.TextField()
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=12, default="en")
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.CASCADE, related_name="faqs")
    translations = models.JSONField(default=dict)
    stale = models.BooleanField(default=False)
    stale_reason = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.question


class Story(models.Model):
    """What a guest said after a trip: an opinion, not a fact of the firm."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="stories")
    name = models.CharField(max_length=100)
    city = models.CharField(max_length=100, blank=True)
    month = models.PositiveSmallIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    mentions_old_price = models.BooleanField(default=False)
    # Text from outside may try to give orders; what looks like that is never searched until somebody has read it.
    held = models.BooleanField(default=False, db_default=False)
    held_reason = models.CharField(max_length=200, blank=True, db_default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title or self.name
