from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField, HnswIndex

from cairn.accounts.models import User
from cairn.catalog.models import Trip

DIMENSIONS = 384


class Passage(models.Model):
    """A piece of what the firm knows, small enough to be one answer, with its vector."""

    class Kind(models.TextChoices):
        TRIP = "trip"
        FAQ = "faq"
        STORY = "story"
        POLICY = "policy"
        DOCUMENT = "document"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source_id = models.CharField(max_length=100)
    facet = models.CharField(max_length=40)
    trip = models.ForeignKey(Trip, null=True, on_delete=models.CASCADE, related_name="passages")
    language = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=300)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="of title and text: unchanged means no new vector")
    stale = models.BooleanField(default=False)
    stale_reason = models.CharField(max_length=300, blank=True, default="")
    same_as = models.CharField(
        max_length=100, blank=True, default="", help_text="source_id of the row that says the same; search finds one"
    )
    position = models.PositiveIntegerField(default=0, help_text="place in its document")
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
            # Beside the passages of one trip those of none are searched; the filter would leave few of the nearest.
            HnswIndex(
                fields=["embedding"],
                name="passage_general",
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
                condition=models.Q(trip=None),
            ),
            models.Index(fields=["kind", "source_id"], name="passage_stale", condition=models.Q(stale=True)),
            models.Index(fields=["same_as"], name="passage_twice", condition=~models.Q(same_as="")),
        ]

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A file or a web page that the assistant may quote. What was read of it are passages of kind `document`."""

    class Kind(models.TextChoices):
        FILE = "file"
        PAGE = "page"

    class State(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        READY = "ready"
        FAILED = "failed"
        STALE = "stale"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents")
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error = models.TextField(blank=True, help_text="what went wrong and the next step, in words")
    # An attempt is claimed by counting it up; whoever finds another number than its own writes nothing.
    attempts = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text="attempts since somebody last asked for a reading")
    due_at = models.DateTimeField(
        null=True, help_text="when the next attempt may begin; while reading, the lease's end"
    )
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the file or of the page's text")
    pages = models.PositiveIntegerField(default=0)
    characters = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["url"], name="page_once", condition=models.Q(kind="page")),
            models.UniqueConstraint(fields=["sha256"], name="file_once", condition=models.Q(kind="file")),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="document_due", condition=models.Q(state__in=["waiting", "reading"]))
        ]

    def __str__(self) -> str:
        return self.title


class DocumentFile(models.Model):
    """The bytes as they were uploaded, apart from the row that lists read."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="file")
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"file of document {self.pk}"


class Comparison(models.Model):
    """When all passages were last compared with the catalogue, and what was found. One row."""

    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    written = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"compared {self.finished_at}"


class Case(models.Model):
    """A question of the operator's own for the evaluation, in the form that the suite's files have."""

    name = models.SlugField(max_length=60, unique=True)
    case = models.JSONField(help_text="as a line of a suite: lang, turns, expect, must, must_not, intents, sources")
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Evaluation(models.Model):
    """One run of the suite: how far it is, the figures by kind, the cases that failed."""

    state = models.CharField(max_length=10, default="running", help_text="running, done or failed")
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0, help_text="cases in which something false was said")
    verdicts = models.JSONField(default=dict, help_text="{case id: [kind, passed]}")
    failures = models.JSONField(default=list, help_text="[{id, kind, question, answer, missing, wrong, expect}]")
    error = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], name="one_evaluation", condition=models.Q(state="running"))
        ]

    def __str__(self) -> str:
        return f"evaluation {self.pk}"
