from __future__ import annotations

from django.conf import settings
from django.db import models

from cairn.conversations.models.channel import Channel
from cairn.conversations.models.message import Message
from cairn.conversations.models.people import Contact


class Consent(models.Model):
    """A line of the ledger of who wants messages and who does not, with its proof. Lines are never changed."""

    class Kind(models.TextChoices):
        STOP = "stop"
        START = "start"
        STOP_MARKETING = "stop_marketing"
        START_MARKETING = "start_marketing"

    class Source(models.TextChoices):
        MESSAGE = "message"
        WHATSAPP = "whatsapp"
        STAFF = "staff"
        REFUSAL = "refusal", "WhatsApp's refusal"

    class Purpose(models.TextChoices):
        MESSAGES = "messages"  # all that the firm would begin by itself
        PROMOTIONS = "promotions"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(blank=True, help_text="what the customer wrote, or what WhatsApp told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, blank=True, default="", db_default="")
    wording = models.CharField(
        max_length=24, blank=True, default="", db_default="", help_text="which text of ours they were answered with"
    )
    key = models.CharField(max_length=120, unique=True, help_text="makes one occasion one line")

    def __str__(self) -> str:
        return f"{self.kind} by contact {self.contact_id}"
