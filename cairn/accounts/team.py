"""The people of the firm: added, given a role, sent away. One active owner always stays."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from cairn.accounts import sessions
from cairn.accounts.models import Role, User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read out


class NotAllowed(Exception):
    """This can't be done; the text says why."""


def add(*, by: User, name: str, email: str, role: str) -> tuple[User, str]:
    """A new person and the password that is shown once. Raises NotAllowed."""
    name, email = " ".join(name.split())[:120], email.strip().lower()
    if not name or not email:
        raise NotAllowed("Give a name and an e-mail address.")
    check_role(by, role)
    password = one_time()
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed("Somebody with this e-mail address is on the team already.")
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name, role=role), password
    except IntegrityError:
        raise NotAllowed("Somebody with this e-mail address is on the team already.") from None


def change(person: User, *, by: User, role: str, takes_leads: bool) -> None:
    """Another role, or whether new leads come to them in turn. Raises NotAllowed."""
    check_role(by, role)
    with transaction.atomic():
        person = locked(person, by)
        if person.role == Role.OWNER and role != Role.OWNER:
            keep_an_owner(person)
        person.role, person.takes_leads = role, takes_leads
        person.save(update_fields=["role", "takes_leads"])


def set_active(person: User, *, by: User, active: bool) -> None:
    """Let them in, or shut them out at once; what they wrote stays theirs. Raises NotAllowed."""
    if person.pk == by.pk and not active:
        raise NotAllowed("You can't shut yourself out. Somebody else has to.")
    with transaction.atomic():
        person = locked(person, by)
        if not active and person.role == Role.OWNER:
            keep_an_owner(person)
        person.is_active = active
        person.save(update_fields=["is_active"])
        if not active:
            sessions.end(person)


def new_password(person: User, *, by: User) -> str:
    """A password that is shown once; the old one, and all sessions begun with it, end. Raises NotAllowed."""
    with transaction.atomic():
        person = locked(person, by)
        password = one_time()
        person.set_password(password)
        person.save(update_fields=["password"])
        sessions.end(person)
    return password


def locked(person: User, by: User) -> User:
    """The person, with all owners locked: two who demote each other at once must not both succeed."""
    rows = {row.pk: row for row in User.objects.select_for_update().filter(role=Role.OWNER).order_by("pk")}
    found = rows.get(person.pk) or User.objects.select_for_update().get(pk=person.pk)
    if found.role == Role.OWNER and by.role != Role.OWNER:
        raise NotAllowed("Only an owner changes an owner.")
    return found


def keep_an_owner(person: User) -> None:
    if not User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=person.pk).exists():
        raise NotAllowed("Somebody has to own the firm: make another owner first.")


def check_role(by: User, role: str) -> None:
    if role not in Role.values:
        raise NotAllowed("There is no such role.")
    if role == Role.OWNER and by.role != Role.OWNER:
        raise NotAllowed("Only an owner makes somebody an owner.")


def one_time() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
