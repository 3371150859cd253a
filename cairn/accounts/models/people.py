from __future__ import annotations

from datetime import time
from functools import lru_cache
from typing import Any, ClassVar, LiteralString
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.lib import hot


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    HINDI = "hi", "हिन्दी"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One of the firm's people. Signs in by e-mail."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether new leads may be given to this person in turn, and when the last one was.
    takes_leads = models.BooleanField(default=True)
    given_lead_at = models.DateTimeField(null=True)
    # Names the calendar address of this person's tasks; a new one ends the old subscription.
    calendar_key = models.UUIDField(null=True, unique=True)
    # Which kinds of news reach this person, and how: {"hot_lead": ["bell", "sound", "push", "email"], ...}.
    notices = models.JSONField(default=dict)
    notices_seen = models.BigIntegerField(default=0, help_text="the newest Event that this person has seen in the bell")
    last_seen_at = models.DateTimeField(null=True)
    # The language of this person's screens; what customers are told follows the customers.
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def may_write(self) -> bool:
        return self.is_active and self.role != Role.VIEWER

    @property
    def may_manage(self) -> bool:
        """Owner and managers change what the firm is, what happens by itself and who belongs to it."""
        return self.is_active and self.role in (Role.OWNER, Role.MANAGER)


class Invitation(models.Model):
    """Somebody may join the team with a link: once, with this role, until it ends.

    The link is signed and holds the nonce; a new nonce ends the old link. The database alone gives nobody a link.
    """

    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True, help_text="empty: whoever has the link gives their own")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    nonce = models.CharField(max_length=32)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_failed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["-id"],
                name="invitation_open",
                condition=models.Q(accepted_at=None, revoked_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Firm(models.Model):
    """The one firm that this installation serves, and what it may tell its customers about itself."""

    name = models.CharField(max_length=200)
    tagline = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    emergency_phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    upi_id = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=50, default="UTC")
    currency = models.CharField(max_length=3, default="INR")
    default_language = models.CharField(max_length=20, default="en")
    languages = models.JSONField(default=list)
    working_hours = models.JSONField(default=list)
    holidays = models.JSONField(default=list)
    call_back_minutes = models.PositiveIntegerField(default=60)
    booking_steps = models.JSONField(default=list)
    round_robin = models.BooleanField(default=False, help_text="give new leads to the team in turn")
    quiet_from = models.TimeField(default=time(21), help_text="no sequence writes from then on, in the firm's zone")
    quiet_until = models.TimeField(default=time(8, 30))
    second_factor = models.BooleanField(
        default=False, db_default=False, help_text="nobody works at the desk with a password alone"
    )
    phone_hours = models.PositiveSmallIntegerField(
        default=12, help_text="hours that the assistant stays away after somebody answered, at the desk or on the phone"
    )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Firm:
        """The firm, or an unsaved one without a name before the first set-up."""
        columns, statement = reading()
        row = hot.fetch_one(statement, {})
        return columns.made(row) if row else cls(name="Your firm")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@lru_cache(maxsize=1)
def reading() -> tuple[hot.Columns[Firm], LiteralString]:
    """Nearly everything asks for the firm, so its row is read by a prepared statement."""
    columns = hot.Columns(Firm, "firm")
    return columns, f"SELECT {columns.sql} FROM accounts_firm AS firm ORDER BY id LIMIT 1"  # noqa: S608  names of our own columns
