"""Codes of an authenticator on the phone (TOTP) and recovery codes on paper. Each opens the door once."""

from __future__ import annotations

import base64
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from cairn.accounts.factors.sealing import Adapter
from cairn.accounts.models import User
from cairn.accounts.team import NotAllowed
from cairn.lib import secrets

KIND = Authenticator.Type


def has(user: User) -> bool:
    """Whether a password alone does not open the door to this person."""
    return bool(Authenticator.objects.filter(user_id=user.pk).exclude(type=KIND.RECOVERY_CODES).exists())


def having() -> set[int]:
    """Who of the team has one."""
    found = Authenticator.objects.exclude(type=KIND.RECOVERY_CODES)
    return set(found.values_list("user_id", flat=True))


def fresh() -> str:
    """A secret for a new authenticator; nothing is kept before the first code was right."""
    return str(totp.generate_totp_secret())


def picture(user: User, secret: str) -> str:
    """The QR code to scan, as the address of an image."""
    drawn = Adapter().build_totp_svg(Adapter().build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


def begin(user: User, secret: str, code: str) -> list[str]:
    """Set the authenticator up. Returns new recovery codes where there were none. Raises NotAllowed."""
    counter = matching(secret, code)
    if counter is None:
        raise NotAllowed("This code does not fit. Look at the clock of the phone, and take the next one.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(user_id=user.pk, type=KIND.TOTP).exists():
            raise NotAllowed("There is an authenticator already. Remove it first.")
        data = {"secret": secrets.seal(secret), "last": counter}
        Authenticator.objects.create(user_id=user.pk, type=KIND.TOTP, data=data)
        return first_recovery(user)


def opens(user: User, code: str) -> str:
    """`code` or `recovery` where this opens the door, used up from now on; empty where it does not."""
    given = "".join(code.split())[:20]
    if used_now(user, given):
        return "code"
    kept = Authenticator.objects.filter(user_id=user.pk, type=KIND.RECOVERY_CODES).first()
    return "recovery" if kept and len(given) == 8 and RecoveryCodes(kept).validate_code(given) else ""


@transaction.atomic
def used_now(user: User, code: str) -> bool:
    """A code counts once, in all processes: its number has to be higher than the last one, which the row keeps."""
    row = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=KIND.TOTP).first()
    counter = matching(secrets.unseal(row.data["secret"]), code) if row else None
    if row is None or counter is None or counter <= row.data.get("last", -1):
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def matching(secret: str, code: str) -> int | None:
    """Which half minute this code belongs to: the present one or its neighbours."""
    given = "".join(code.split())
    for counter in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=given, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            return int(counter)
    return None


def first_recovery(user: User) -> list[str]:
    if Authenticator.objects.filter(user_id=user.pk, type=KIND.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def new_recovery(user: User) -> list[str]:
    """Ten new ones; the old ones are over."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=KIND.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).get_unused_codes())


def authenticator(user: User) -> Any:
    return Authenticator.objects.filter(user_id=user.pk, type=KIND.TOTP).first()


def left(user: User) -> int:
    kept = Authenticator.objects.filter(user_id=user.pk, type=KIND.RECOVERY_CODES).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


@transaction.atomic
def remove(user: User, *, pk: int = 0) -> bool:
    """One factor, or all of them. Recovery codes go with the last one."""
    found = Authenticator.objects.filter(user_id=user.pk)
    gone = (found.filter(pk=pk).exclude(type=KIND.RECOVERY_CODES) if pk else found).delete()[0]
    if not found.exclude(type=KIND.RECOVERY_CODES).exists():
        found.delete()
    return bool(gone)
