from __future__ import annotations

from django.db import models


class Stage(models.TextChoices):
    INQUIRY = "inquiry", "New"
    CONTACTED = "contacted", "Contacted"
    INTERESTED = "interested", "Interested"
    QUALIFIED = "qualified", "Qualified"
    PROPOSAL = "proposal", "Proposal"
    NEGOTIATION = "negotiation", "Negotiation"
    WON = "won", "Closed won"
    LOST = "lost", "Closed lost"


class Priority(models.TextChoices):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"
