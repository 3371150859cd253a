from __future__ import annotations

from django.conf import settings
from django.db import models


class Seen(models.Model):
    """One piece of news that one person has read by itself. What is older than User.notices_seen needs no row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event_id"], name="seen_once")]

    def __str__(self) -> str:
        return f"event {self.event_id} seen by user {self.user_id}"


class Subscription(models.Model):
    """A browser that may be pushed to: the address its maker's push service gave, and the keys to write for it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"subscription {self.pk} of user {self.user_id}"


class Sent(models.Model):
    """The ledger: whether one person was told one piece of news in one way. A row is written before anything leaves,
    so that two workers or a restart never tell it twice."""

    class Way(models.TextChoices):
        PUSH = "push"
        EMAIL = "email"

    class State(models.TextChoices):
        SENDING = "sending"
        SENT = "sent"
        AGAIN = "again", "to be tried again"
        FAILED = "failed"
        NEEDLESS = "needless", "seen, or not wanted at that hour"

    event_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=5, choices=Way.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "user", "way"], name="sent_once")]
        indexes = [
            models.Index(fields=["next_at"], name="sent_again", condition=models.Q(state="again")),
            models.Index(fields=["user", "way", "-at"], name="sent_to"),
        ]

    def __str__(self) -> str:
        return f"event {self.event_id} to user {self.user_id} by {self.way}: {self.state}"
