from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from cairn.conversations.models.channel import Channel


class Contact(models.Model):
    """A person who writes to the firm. Any of phone, user id and username may be missing."""

    name = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True, db_index=True)
    username = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    opted_out_at = models.DateTimeField(null=True)
    # Their own switch in WhatsApp: no marketing, everything else is welcome.
    marketing_stopped_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [GinIndex(SearchVector("name", "username", config="simple"), name="contact_names")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name or (f"@{self.username}" if self.username else self.phone or f"Customer {self.pk}")


class Identity(models.Model):
    """One name by which a channel knows a contact. A ledger: what no longer holds is retired, not removed."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        USER_ID = "user_id"
        PARENT_USER_ID = "parent_user_id"
        GROUP = "group"
        VISITOR = "visitor"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    value = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            # A parent id is shared by several user ids of one person, so it never decides who somebody is.
            models.UniqueConstraint(
                fields=["channel", "kind", "value"],
                condition=models.Q(retired_at=None) & ~models.Q(kind="parent_user_id"),
                name="identity_once_per_channel",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="identity_not_empty"),
        ]
        # Retired lines are asked for too: a late message belongs to whom its number belonged then.
        indexes = [models.Index(fields=["channel", "kind", "value"], name="identity_any_time")]

    def __str__(self) -> str:
        return f"{self.kind} of contact {self.contact_id}"


class Merge(models.Model):
    """Two contacts made one by a person or by WhatsApp. `moved` lists what went over, so that it can go back."""

    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"contact {self.merged_id} into {self.kept_id}"
