from __future__ import annotations

from django.db import models


class Trip(models.Model):
    """A trip the firm sells. Money is integer paise; lists are plain text lines."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    active = models.BooleanField(default=True)
    featured = models.BooleanField(default=False)
    aliases = models.JSONField(default=list)
    misspellings = models.JSONField(default=list)
    region = models.CharField(max_length=100)
    zone = models.CharField(max_length=100, blank=True)
    days = models.PositiveSmallIntegerField()
    nights = models.PositiveSmallIntegerField(default=0)
    duration_note = models.TextField(blank=True)
    difficulty = models.CharField(max_length=30, blank=True)
    difficulty_note = models.TextField(blank=True)
    fitness = models.TextField(blank=True)
    requires = models.TextField(blank=True)
    season_months = models.JSONField(default=list)
    season_text = models.CharField(max_length=200, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    max_altitude_m = models.PositiveIntegerField(null=True)
    trek_km = models.FloatField(null=True)
    group_min = models.PositiveSmallIntegerField(null=True)
    group_max = models.PositiveSmallIntegerField(null=True)
    price = models.PositiveIntegerField(help_text="paise per person")
    advance = models.PositiveIntegerField(default=0, help_text="paise per person")
    advance_refundable = models.BooleanField(default=False)
    price_label = models.CharField(max_length=100, blank=True)
    price_expired = models.BooleanField(default=False)
    price_history = models.JSONField(default=list)
    pickups = models.JSONField(default=list)
    meeting_point = models.TextField(blank=True)
    end_point = models.TextField(blank=True)
    nearest_airport = models.TextField(blank=True)
    nearest_railway = models.TextField(blank=True)
    inclusions = models.JSONField(default=list)
    exclusions = models.JSONField(default=list)
    highlights = models.JSONField(default=list)
    special = models.TextField(blank=True)
    gear = models.JSONField(default=list)
    add_ons = models.JSONField(default=list)
    itinerary = models.JSONField(default=list)
    leader_languages = models.JSONField(default=list)
    confusable_with = models.JSONField(default=list)
    url = models.URLField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-featured", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def balance(self) -> int:
        return self.price - self.advance
