from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Throttle(models.Model):
    """How often somebody tried to get in: one account, or one address of the network, neither in the clear."""

    key = models.CharField(max_length=80, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    free_at = models.DateTimeField(help_text="the next try counts from then on; those before are not looked at")

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="throttle_last")]

    def __str__(self) -> str:
        return f"{self.key.partition(':')[0]}, {self.tries} tries"


class Session(AbstractBaseSession):
    """A browser that is signed in. The columns beside Django's own say whose it is, and are made from its contents."""

    user_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [models.Index(fields=["user_id", "-seen_at"], name="session_person")]
