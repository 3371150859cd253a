"""Mails to the people of the firm about their account. Written by the worker; without a mail server nothing is sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from cairn.accounts import invite, passwords
from cairn.accounts.models import Firm, Invitation, User
from cairn.lib import clock, logs

log = logs.logger("letters")
CONSOLE = "console"
INVITED = "{by} invites you to the desk of {firm}.\n\nChoose your password here, within seven days:\n{link}\n"
RESET = "Somebody asked for a new password for the desk of {firm}.\n\nChoose it here, within three days:\n{link}\n\nIf that was not you, there is nothing to do.\n"


def configured() -> bool:
    """Whether there is a mail server."""
    return CONSOLE not in settings.EMAIL_BACKEND


def send(kind: str, pk: int) -> bool:
    """Send one: `invitation` or `password`. What could not be sent is said on the team page."""
    return configured() and SENDERS[kind](pk)


def invitation(pk: int) -> bool:
    row = invite.opened().select_related("invited_by").filter(pk=pk, mailed_at=None).exclude(email="").first()
    if row is None:
        return False
    by = row.invited_by.name if row.invited_by else "Your team"
    sent = post(f"The desk of {firm()}", INVITED.format(by=by, firm=firm(), link=invite.link(row)), row.email)
    Invitation.objects.filter(pk=pk).update(mailed_at=clock.now() if sent else None, mail_failed=not sent)
    return sent


def password(pk: int) -> bool:
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        return False
    return post("A new password", RESET.format(firm=firm(), link=passwords.link(person)), person.email)


def post(subject: str, body: str, to: str) -> bool:
    try:
        return send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [to]) > 0
    except OSError as error:
        log.warning("a letter was not taken", error=type(error).__name__)
        return False


def firm() -> str:
    return " ".join(Firm.current().name.split())


SENDERS = {"invitation": invitation, "password": password}
