"""Invitations: a signed link that makes one account, for seven days. It works without any mail server."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cairn.accounts.models import Invitation, User
from cairn.accounts.passwords import check
from cairn.accounts.team import NotAllowed, check_role
from cairn.lib import clock

DAYS = 7
MOST = 50  # open at a time
SALT = "cairn.invitation"
USED = "This link was used already. Sign in, or ask for a new one."
TAKEN = "Somebody with this e-mail address is on the team already."
OVER = "This link is over. Ask whoever invited you for a new one."


def invite(*, by: User, role: str, email: str = "", name: str = "") -> Invitation:
    """A new invitation. Raises NotAllowed."""
    check_role(by, role)
    email, name = email.strip().lower(), " ".join(name.split())[:120]
    if email:
        check_address(email)
    if opened().count() >= MOST:
        raise NotAllowed(f"{MOST} invitations are open. Take some back first.")
    fields = {"nonce": fresh(), "invited_by": by, "expires_at": clock.now() + timedelta(days=DAYS)}
    return Invitation.objects.create(name=name, email=email, role=role, **fields)


def opened() -> QuerySet[Invitation]:
    """Those that nobody used and nobody took back, newest first, ended ones too: they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None).order_by("-pk")


def renew(invitation: Invitation, *, by: User) -> Invitation:
    """Another link for seven days; the old one ends. Raises NotAllowed."""
    with transaction.atomic():
        found = locked(invitation)
        check_role(by, found.role)
        found.nonce, found.expires_at = fresh(), clock.now() + timedelta(days=DAYS)
        found.mailed_at, found.mail_failed = None, False
        found.save(update_fields=["nonce", "expires_at", "mailed_at", "mail_failed"])
    return found


def revoke(invitation: Invitation, *, by: User) -> None:
    """Take it back. Raises NotAllowed."""
    with transaction.atomic():
        found = locked(invitation)
        check_role(by, found.role)
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])


def locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.accepted_at or found.revoked_at:
        raise NotAllowed("This invitation is over already.")
    return found


def link(invitation: Invitation) -> str:
    """The address to open."""
    token = signing.Signer(salt=SALT).sign_object([invitation.pk, invitation.nonce], compress=False)
    return f"{settings.PUBLIC_URL}/join/{token}"


def read(token: str) -> Invitation:
    """The invitation of a link that still holds. Raises NotAllowed."""
    try:
        pk, nonce = signing.Signer(salt=SALT).unsign_object(token)
        found = Invitation.objects.get(pk=pk, nonce=nonce)
    except (signing.BadSignature, ValueError, TypeError, Invitation.DoesNotExist):
        raise NotAllowed(OVER) from None
    if found.accepted_at:
        raise NotAllowed(USED)
    if found.revoked_at or found.expires_at <= clock.now():
        raise NotAllowed(OVER)
    return found


def accept(token: str, *, name: str, email: str, password: str, language: str) -> User:
    """The new person. Two who press at once make one account. Raises NotAllowed."""
    name = " ".join(name.split())[:120]
    if not name:
        raise NotAllowed("Give your name.")
    try:
        with transaction.atomic():
            found = read_locked(token)
            email = found.email or email.strip().lower()
            check_address(email)
            check(password, User(email=email, name=name))
            person = User.objects.create_user(email, password, name=name, role=found.role, language=language)
            found.accepted_at, found.accepted_by = clock.now(), person
            found.save(update_fields=["accepted_at", "accepted_by"])
    except IntegrityError:
        raise NotAllowed(TAKEN) from None
    return person


def read_locked(token: str) -> Invitation:
    Invitation.objects.select_for_update().get(pk=read(token).pk)
    return read(token)


def check_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise NotAllowed("This is not an e-mail address.") from None
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed(TAKEN)


def fresh() -> str:
    return secrets.token_urlsafe(18)
