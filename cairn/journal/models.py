from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

# What is left of a webhook that was kept long enough.
EMPTIED = b'{"object":"whatsapp_business_account","entry":[]}'
# The types of Event that somebody may have to be told of at once.
NEWS = (
    "notification",
    "lead_created",
    "delivery_failed",
    "payment_received",
    "booking_confirmed",
    "stage_suggested",
    "assigned",
)


class Entry(models.Model):
    """One body that the world sent us, byte for byte, stored before it was acknowledged.

    Its number says the month in which it came, and so in which part of the table it lies: docs/decisions/0010.
    """

    class State(models.TextChoices):
        NEW = "new"
        FILED = "filed"
        QUARANTINED = "quarantined"
        ASIDE = "aside"  # somebody looked at what could not be filed, and let it be

    source = models.CharField(max_length=20, default="whatsapp")
    body = models.BinaryField()
    sha256 = models.BinaryField(help_text="stored once for good: EntryOnce")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When filing it was counted last: whoever counted may be about to file it.
    begun_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["id"], name="journal_entry_new", condition=models.Q(state="new")),
            models.Index(fields=["-id"], name="journal_entry_wrong", condition=models.Q(state="quarantined")),
            # What still holds words, oldest first: the hourly look of the retention leaves out what it emptied before.
            models.Index(
                fields=["received_at"],
                name="journal_entry_kept",
                condition=~models.Q(state="new") & ~models.Q(body=EMPTIED),
            ),
            # Entries come in order of time, so a few pages of this find a day among years, and an insert pays nothing.
            BrinIndex(fields=["received_at"], name="journal_entry_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} {self.state}"


class Quarantined(models.Model):
    """A part of an entry that could not be understood or filed; its neighbours were."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="quarantined", db_constraint=False)
    where = models.CharField(max_length=120)
    reason = models.TextField()
    fragment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "where"], name="quarantined_once")]

    def __str__(self) -> str:
        return f"entry {self.entry_id} {self.where}"


class Event(models.Model):
    """Something worth knowing that happened. Timeline, automation, insights and live screens read these.

    The ids of nouns above the journal are plain numbers: the journal knows nothing of them.
    """

    type = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=12)
    user_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    conversation_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, help_text="recorded once for good: EventOnce")

    class Meta:
        indexes = [
            models.Index(fields=["lead_id", "id"], name="event_lead"),
            models.Index(fields=["conversation_id", "id"], name="event_conversation"),
            models.Index(fields=["type", "at"], name="event_type_at"),
            # The bell reads the newest of these, whatever lies between.
            models.Index(fields=["-id"], name="event_news", condition=models.Q(type__in=NEWS)),
            models.Index(
                fields=["key"],
                name="event_key",
                opclasses=["varchar_pattern_ops"],
                condition=models.Q(key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.at:%Y-%m-%d %H:%M}"


class Once(models.Model):
    """What may be there only once, whatever the month. A trigger keeps it: what is known already is not inserted."""

    sha256 = models.BinaryField(primary_key=True)
    number = models.BigIntegerField(help_text="the row it belongs to")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number}"


class EntryOnce(Once):
    """The hash of a body that was taken in. What WhatsApp sends again is known by it."""

    class Meta:
        indexes = [BrinIndex(fields=["number"], name="entryonce_number", autosummarize=True)]


class EventOnce(Once):
    """The hash of an Event's key."""

    class Meta:
        indexes = [BrinIndex(fields=["number"], name="eventonce_number", autosummarize=True)]


class LeadChange(models.Model):
    """What became different of a lead, noted by the database in the same transaction (leads/migrations/0005).

    Replayed in order they make the lead: `leads/replay.py`. The lead's id is a plain number, as in Event.
    """

    at = models.DateTimeField()
    lead_id = models.BigIntegerField()
    what = models.JSONField(help_text="column and new value; the first one of a lead holds all of them")

    class Meta:
        indexes = [models.Index(fields=["lead_id", "id"], name="lead_change")]

    def __str__(self) -> str:
        return f"lead {self.lead_id}: {', '.join(self.what)}"


class Sample(models.Model):
    """What one of the product's promises measured in one minute or one hour, in all processes together."""

    class Span(models.TextChoices):
        MINUTE = "minute"
        HOUR = "hour"

    span = models.CharField(max_length=6, choices=Span.choices)
    name = models.CharField(max_length=24)
    at = models.DateTimeField(help_text="when the minute or the hour began")
    count = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0, help_text="how many of them failed")
    total = models.FloatField(default=0, help_text="the sum of the values, milliseconds")
    worst = models.FloatField(default=0)
    spread = ArrayField(models.PositiveIntegerField(), default=list, help_text="how many fell under each bound")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "name", "at"], name="sample_once")]
        indexes = [models.Index(fields=["span", "at"], name="sample_at")]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class SlowQuery(models.Model):
    """The shape of a statement that took too long: its words, never its values."""

    digest = models.CharField(max_length=32, unique=True)
    shape = models.TextField()
    count = models.PositiveIntegerField(default=0)
    worst = models.FloatField(default=0, help_text="milliseconds")
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-last_at"], name="slow_query_newest")]

    def __str__(self) -> str:
        return f"slow query {self.digest[:8]}"


class DailyCount(models.Model):
    """How often something happened on one day of the firm. Made from Events, and made again whenever that is wanted."""

    day = models.DateField()
    name = models.CharField(max_length=24)
    key = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=0)
    total = models.FloatField(default=0, help_text="the sum of what was measured, seconds or paise")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "name", "key"], name="daily_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.key}: {self.count}"


class CountedDay(models.Model):
    """When a day was counted last."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}"


class Part(models.Model):
    """What a part of the product was last seen doing, and since when."""

    name = models.CharField(max_length=20, primary_key=True)
    state = models.CharField(max_length=40)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Outage(models.Model):
    """Something was out of order, from `began_at` to `over_at`. `back_at`: it seems to work again."""

    name = models.CharField(max_length=80)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when it was last found out of order")
    back_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, help_text="what people were told")
    over = models.CharField(max_length=300, help_text="what they are told when it is over")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(over_at=None), name="one_outage_at_a_time")
        ]
        indexes = [models.Index(fields=["-began_at"], name="outage_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.began_at}"


class Process(models.Model):
    """The heartbeat of one web or worker process."""

    key = models.CharField(max_length=100, primary_key=True, help_text="name, machine and process id")
    name = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    sweeper_late = models.FloatField(default=0, help_text="seconds by which its newest sweep began too late")

    class Meta:
        indexes = [models.Index(fields=["-beat_at"], name="process_newest")]

    def __str__(self) -> str:
        return self.key
