from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField, HnswIndex

from cairn.catalog.models import Trip

DIMENSIONS = 384


class Passage(models.Model):
    """A piece of what the firm knows, small enough to be one answer, with its vector."""

    class Kind(models.TextChoices):
        TRIP = "trip"
        FAQ = "faq"
        STORY = "story"
        POLICY = "policy"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source_id = models.CharField(max_length=100)
    facet = models.CharField(max_length=40)
    trip = models.ForeignKey(Trip, null=True, on_delete=models.CASCADE, related_name="passages")
    language = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=300)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="of title and text: unchanged means no new vector")
    stale = models.BooleanField(default=False)
    embedding = HalfVectorField(dimensions=DIMENSIONS)
    # 'english' stems English and leaves names and other languages alone.
    words = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("text", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source_id", "facet"], name="passage_once")]
        indexes = [
            GinIndex(fields=["words"], name="passage_words"),
            HnswIndex(
                fields=["embedding"],
                name="passage_embedding",
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.title
