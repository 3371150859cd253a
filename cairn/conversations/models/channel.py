from __future__ import annotations

from django.db import models


class Channel(models.Model):
    """One way in: a WhatsApp number of the firm, or its web chat."""

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp"
        WEBCHAT = "webchat"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.WHATSAPP)
    number = models.CharField(max_length=40, unique=True, help_text="Meta's id of the number, not the number itself")
    account = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100, blank=True)

    # Sealed with the firm's key (lib.secrets); empty means the token of the settings.
    token = models.TextField(blank=True)
    # What Meta last said of this number: quality, limits, status. Read by the doctor, not by the flow.
    health = models.JSONField(default=dict)
    # Nothing is sent while this stands: the token is dead, the account locked or unpaid.
    paused_at = models.DateTimeField(null=True)
    paused_code = models.IntegerField(null=True)
    paused_why = models.CharField(max_length=300, blank=True)
    # Messages a second that this number may send, learned from refusals, and from when the next one may leave.
    pace = models.FloatField(default=80)
    free_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.display or self.number
