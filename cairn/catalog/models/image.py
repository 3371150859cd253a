from __future__ import annotations

import uuid

from django.db import models

from cairn.catalog.models.trip import Trip


class TripImage(models.Model):
    """A photo of a trip, written anew as JPEG without metadata, so that it can be sent. The first one stands for the trip."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="images")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    sha256 = models.CharField(max_length=64, help_text="of what was uploaded: the same photo twice is one")
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="bytes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["trip", "sha256"], name="trip_image_once")]

    def __str__(self) -> str:
        return f"image {self.pk} of trip {self.trip_id}"
