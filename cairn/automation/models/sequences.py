from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.conversations.models import Conversation
from cairn.leads.models import Lead


class Sequence(models.Model):
    """Messages that go out one after the other, by themselves, until the customer answers or things change."""

    slug = models.SlugField(max_length=60, unique=True, help_text="names it in the table of transitions")
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True, help_text="nobody new comes in while it is off")
    stops_on_reply = models.BooleanField(
        default=True, help_text="ends when the customer answers or a person takes over"
    )
    # The steps that a new lead gets. Whoever is in it goes on with the version they started with.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One message of a sequence. Never changed: an edit writes all steps anew under the next version."""

    class Anchor(models.TextChoices):
        AFTER = "after", _("after the step before")
        WINDOW = "window", _("before the window closes")
        DEPARTURE = "departure", _("before the departure")

    class Condition(models.TextChoices):
        ALWAYS = "", "always"
        TRIP_KNOWN = "trip_known", _("if the trip is known")
        TRIP_UNKNOWN = "trip_unknown", _("if the trip is not known")
        DATES_UNKNOWN = "dates_unknown", _("if no date is known")
        PARTY_UNKNOWN = "party_unknown", _("if the number of people is not known")

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=10, choices=Anchor.choices, default=Anchor.AFTER)
    minutes = models.PositiveIntegerField(default=0, help_text="before or after the anchor")
    condition = models.CharField(max_length=16, choices=Condition.choices, blank=True)
    text = models.TextField(blank=True, help_text="sent while the window is open")
    template = models.CharField(max_length=512, blank=True, help_text="name of the template for a closed window")
    language = models.CharField(max_length=20, blank=True)
    values = models.JSONField(default=list, help_text="for the template's variables, in order")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sequence", "version", "position"], name="step_once")]
        ordering = ["sequence", "version", "position"]

    def __str__(self) -> str:
        return f"step {self.position} of {self.sequence_id} v{self.version}"


class Enrolment(models.Model):
    """One lead in one sequence: which step is next, and when."""

    class State(models.TextChoices):
        RUNNING = "running"
        HELD = "held"
        STOPPED = "stopped"
        FINISHED = "finished"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="enrolments")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="enrolments")
    version = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=1, help_text="the step that is next")
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    why = models.CharField(max_length=200, blank=True, help_text="why it is held or was stopped")
    rule = models.CharField(max_length=60, blank=True, help_text="what started it; empty: a person")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent = models.PositiveSmallIntegerField(default=0)
    answered = models.BooleanField(default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    # One occasion starts it once, however often it is told.
    key = models.CharField(max_length=160, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(state__in=["running", "held"]), name="one_sequence_per_lead"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="enrolment_due", condition=models.Q(state="running")),
            models.Index(
                fields=["conversation"], name="enrolment_open", condition=models.Q(state__in=["running", "held"])
            ),
            models.Index(fields=["sequence", "-started_at"], name="enrolment_recent"),
        ]

    def __str__(self) -> str:
        return f"lead {self.lead_id} in {self.sequence_id}, {self.state}"
