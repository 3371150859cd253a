"""Choosing a password: by the person, or with a link that ends as soon as it was used."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from cairn.accounts import sessions
from cairn.accounts.models import User
from cairn.accounts.team import NotAllowed, locked

OVER = "This link is over: it was used, or three days have gone by. Ask for a new one."


def link(person: User) -> str:
    """An address at which this person sets a new password: for three days, and until the password changes."""
    name = urlsafe_base64_encode(str(person.pk).encode())
    return f"{settings.PUBLIC_URL}/password/{name}/{default_token_generator.make_token(person)}"


def link_for(person: User, *, by: User) -> str:
    """The link for somebody else. Raises NotAllowed where `by` may not change this person."""
    with transaction.atomic():
        return link(locked(person, by))


def read(name: str, token: str) -> User:
    """Whose link this is. Raises NotAllowed."""
    try:
        person = User.objects.get(pk=int(urlsafe_base64_decode(name)), is_active=True)
    except (ValueError, OverflowError, User.DoesNotExist):
        raise NotAllowed(OVER) from None
    if not default_token_generator.check_token(person, token):
        raise NotAllowed(OVER)
    return person


def reset(name: str, token: str, password: str) -> User:
    """Set the password of whoever has the link; used twice at once it counts once. Raises NotAllowed."""
    person = read(name, token)
    check(password, person)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        person = read(name, token)
        person.set_password(password)
        person.save(update_fields=["password"])
        sessions.end(person)
    return person


def change(person: User, *, old: str, new: str) -> None:
    """The person's own wish. Raises NotAllowed."""
    if not person.check_password(old):
        raise NotAllowed("The password you have now is another one.")
    check(new, person)
    person.set_password(new)
    person.save(update_fields=["password"])


def check(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise NotAllowed(" ".join(problem.messages)) from None
