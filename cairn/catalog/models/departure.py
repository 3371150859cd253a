from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from cairn.catalog.models.trip import Trip
from cairn.lib import clock


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
    note = models.CharField(max_length=300, blank=True, help_text="of a cancelled one: why")
    updated_at = models.DateTimeField(auto_now=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "start"], name="departure_once"),
            models.CheckConstraint(condition=models.Q(seats_sold__lte=models.F("seats_total")), name="departure_seats"),
        ]
        indexes = [models.Index(fields=["start"], name="departure_start")]

    def __str__(self) -> str:
        return f"departure {self.pk} {self.start}"

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def seats_left(self) -> int:
        return max(0, self.seats_total - self.seats_sold)
