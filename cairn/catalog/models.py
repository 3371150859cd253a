from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from cairn.lib import clock


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


class DepartureQuerySet(models.QuerySet["Departure"]):
    def upcoming(self, today: date | None = None) -> DepartureQuerySet:
        """Those that have not started yet, soonest first."""
        return self.filter(start__gt=today or clock.now().date()).order_by("start")


class Departure(models.Model):
    """One date of a trip, with its seats. Price is None where the trip's own holds."""

    class Status(models.TextChoices):
        OPEN = "open"
        FILLING = "filling"
        FULL = "full"
        CANCELLED = "cancelled"

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="departures")
    start = models.DateField()
    days = models.PositiveSmallIntegerField(help_text="calendar days, first and last counted")
    seats_total = models.PositiveSmallIntegerField()
    seats_sold = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    price = models.PositiveIntegerField(null=True, help_text="paise per person")
    holiday_price = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["trip", "start"], name="departure_once")]

    def __str__(self) -> str:
        return f"departure {self.pk} {self.start}"

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def seats_left(self) -> int:
        return max(0, self.seats_total - self.seats_sold)


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

    class Meta:
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title


class Policy(models.Model):
    """A rule of the firm: the words customers may be told, and the numbers behind them."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    rules = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title
