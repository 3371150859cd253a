"""By which ways news of each kind reaches a person. Kept on the person; what they never touched follows the defaults."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from cairn.accounts.models import Firm, User
from cairn.notifications.news import Kind

WAYS = ("bell", "sound", "push", "email")
LABELS: dict[Kind, str] = {
    Kind.HOT_LEAD: gettext_noop("A lead is ready to book"),
    Kind.HANDOVER: gettext_noop("A customer waits for a person"),
    Kind.NEW_LEAD: gettext_noop("A new lead"),
    Kind.DELIVERY_FAILED: gettext_noop("A message was not delivered"),
    Kind.OVERDUE: gettext_noop("A task is overdue"),
    Kind.PAYMENT: gettext_noop("A payment or a booking"),
    Kind.ASSIGNED: gettext_noop("A lead is given to me"),
    Kind.OTHER: gettext_noop("Suggestions and the rest"),
    Kind.SYSTEM: gettext_noop("WhatsApp or Cairn needs a look"),
}
DEFAULTS: dict[Kind, frozenset[str]] = {
    Kind.HOT_LEAD: frozenset({"bell", "sound", "push", "email"}),
    Kind.HANDOVER: frozenset({"bell", "sound", "push", "email"}),
    Kind.NEW_LEAD: frozenset({"bell", "email"}),
    Kind.DELIVERY_FAILED: frozenset({"bell", "push", "email"}),
    Kind.OVERDUE: frozenset({"bell", "email"}),
    Kind.PAYMENT: frozenset({"bell", "push", "email"}),
    Kind.ASSIGNED: frozenset({"bell", "push", "email"}),
    Kind.OTHER: frozenset({"bell"}),
    Kind.SYSTEM: frozenset({"bell", "email"}),
}
QUIET, DETAILS = "quiet_at_night", "push_details"


def ways(person: User, kind: Kind) -> frozenset[str]:
    """Of `bell`, `sound`, `push` and `email` those that this person wants for news of this kind."""
    chosen = person.notices.get(kind.value)
    return frozenset(chosen) & frozenset(WAYS) if isinstance(chosen, list) else DEFAULTS[kind]


def quiet(person: User, firm: Firm, now: datetime) -> bool:
    """Whether it is night in the firm's zone and this person wants no push, mail or sound then."""
    if not person.notices.get(QUIET, True):
        return False
    local, start, end = timezone.localtime(now, firm.zone).time(), firm.quiet_from, firm.quiet_until
    return start <= local < end if start <= end else local >= start or local < end


def details(person: User) -> bool:
    """Whether a push may name the customer. Off: a push passes through the servers of the browser's maker."""
    return bool(person.notices.get(DETAILS, False))


def choose(person: User, *, wanted: dict[Kind, set[str]], quiet_at_night: bool, push_details: bool) -> None:
    """Keep a person's choice for all kinds at once."""
    chosen = {kind.value: [way for way in WAYS if way in wanted.get(kind, set())] for kind in Kind}
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=person.pk)
        row.notices = {**row.notices, **chosen, QUIET: quiet_at_night, DETAILS: push_details}
        row.save(update_fields=["notices"])
