"""Changes of the team and of the firm, each with the Event that says who made it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from cairn.accounts import invite as invitations
from cairn.accounts import letters, passwords, sessions, team
from cairn.accounts.factors import codes
from cairn.accounts.models import Firm, Invitation, User
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.lib import clock, later

TEAM, FIRM = "team_changed", "firm_changed"
APART = timedelta(minutes=5)  # between two letters with a link for a new password
SHOWN = 30


def tell(by: User, what: str, person: User | Invitation | None = None, **more: Any) -> None:
    known: dict[str, Any] = {}
    if person:
        known = {"name": person.name or person.email, "person": person.pk if isinstance(person, User) else None}
    record(TEAM, actor="staff", user_id=by.pk, what=what, by=by.name, **known, **more)


def add(*, by: User, name: str, email: str, role: str) -> tuple[User, str]:
    with transaction.atomic():
        person, password = team.add(by=by, name=name, email=email, role=role)
        tell(by, "added", person, role=role)
    return person, password


def change(person: User, *, by: User, role: str, takes_leads: bool) -> None:
    with transaction.atomic():
        before = (person.role, person.takes_leads)
        team.change(person, by=by, role=role, takes_leads=takes_leads)
        if before[0] != role:
            tell(by, "role", person, role=[before[0], role])
        if before[1] != takes_leads:
            tell(by, "takes leads" if takes_leads else "takes no leads", person)


def set_active(person: User, *, by: User, active: bool) -> None:
    with transaction.atomic():
        team.set_active(person, by=by, active=active)
        if person.is_active != active:
            tell(by, "let in" if active else "shut out", person)


def new_password(person: User, *, by: User) -> str:
    with transaction.atomic():
        password = team.new_password(person, by=by)
        tell(by, "new password", person)
    return password


def remove_factors(person: User, *, by: User) -> None:
    """For whoever lost the phone: all second factors go, and every session with them."""
    with transaction.atomic():
        person = team.locked(person, by)
        codes.remove(person)
        sessions.end(person)
        tell(by, "second factors removed", person)


def password_link(person: User, *, by: User) -> str:
    with transaction.atomic():
        link = passwords.link_for(person, by=by)
        tell(by, "link for a password", person)
    return link


def invite(*, by: User, role: str, email: str, name: str) -> Invitation:
    with transaction.atomic():
        made = invitations.invite(by=by, role=role, email=email, name=name)
        tell(by, "invited", made, role=role)
        mail(made)
    return made


def invite_again(invitation: Invitation, *, by: User) -> Invitation:
    with transaction.atomic():
        made = invitations.renew(invitation, by=by)
        tell(by, "invited again", made)
        mail(made)
    return made


def mail(invitation: Invitation) -> None:
    if invitation.email and letters.configured():
        later.wake("send_letter", kind="invitation", pk=invitation.pk)


def revoke(invitation: Invitation, *, by: User) -> None:
    with transaction.atomic():
        invitations.revoke(invitation, by=by)
        tell(by, "invitation taken back", invitation)


def join(token: str, **given: str) -> User:
    with transaction.atomic():
        person = invitations.accept(token, **given)
        tell(person, "joined", person, role=person.role)
    return person


def forgot(email: str) -> None:
    """Somebody asks for a new password by mail: the same answer whoever it is, and one letter in five minutes."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None or not letters.configured():
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        lately = Event.objects.filter(type=TEAM, at__gt=clock.now() - APART, user_id=person.pk)
        if not lately.filter(data__what="asked for a new password").exists():
            tell(person, "asked for a new password", person)
            later.wake("send_letter", kind="password", pk=person.pk)


def reset(name: str, token: str, password: str) -> User:
    with transaction.atomic():
        person = passwords.reset(name, token, password)
        tell(person, "chose a new password", person)
    return person


def firm_changed(firm: Firm, *, by: User, before: Firm, fields: Iterable[str]) -> None:
    """Say which of these fields became another. Call it in the transaction of the change."""
    pairs = {name: [plain(getattr(before, name)), plain(getattr(firm, name))] for name in fields}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if changed:
        record(FIRM, actor="staff", user_id=by.pk, by=by.name, changed=changed)


def plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)


def changes() -> list[Event]:
    """The newest changes of team and firm."""
    return list(Event.objects.filter(type__in=(TEAM, FIRM)).order_by("-at")[:SHOWN])
