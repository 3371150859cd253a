"""Passkeys (WebAuthn): kept by the phone or computer, opened by its finger, face or code; no password to steal.

Each is asked for with user verification and stays findable on the device, so one alone is both factors. The challenge
stands in the session and is used once. The signature counter is not looked at: synchronised passkeys have none.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from cairn.accounts.factors.codes import first_recovery
from cairn.accounts.models import User
from cairn.accounts.team import NotAllowed

MOST = 10
REFUSED = "This passkey was not accepted. Try again."


def offer(request: Any, user: User) -> dict[str, Any]:
    """What the browser needs to make a new one."""
    with context.request_context(request):
        return plain(auth.begin_registration(user, passwordless=True))


def add(request: Any, user: User, *, answer: str, name: str) -> list[str]:
    """Keep what the browser made. Returns new recovery codes where there were none. Raises NotAllowed."""
    credential = read(answer)
    if listed(user).count() >= MOST:
        raise NotAllowed(f"{MOST} passkeys are enough. Remove one first.")
    with context.request_context(request):
        try:
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError):
            raise NotAllowed(REFUSED) from None
        finally:
            auth.clear_state()
    auth.WebAuthn.add(user, " ".join(name.split())[:60] or "Passkey", credential)
    return first_recovery(user)


def challenge(request: Any, user: User | None = None) -> dict[str, Any]:
    """What the browser needs to show one; of anybody where no user is named."""
    with context.request_context(request):
        return plain(auth.begin_authentication(user))


def owner(request: Any, answer: str, *, user: User | None = None) -> User:
    """Whose passkey this is. Raises NotAllowed."""
    credential = read(answer)
    with context.request_context(request):
        try:
            whose = user or auth.extract_user_from_response(credential)
            auth.parse_authentication_response(credential)
            found = auth.complete_authentication(whose, credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise NotAllowed(REFUSED) from None
        finally:
            auth.clear_state()
    if not whose.is_active:
        raise NotAllowed(REFUSED)
    found.record_usage()
    return whose


def listed(user: User) -> Any:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")


def read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer[:20_000])
    except ValueError:
        raise NotAllowed(REFUSED) from None
    if not isinstance(found, dict):
        raise NotAllowed(REFUSED)
    return found


def plain(options: dict[str, Any]) -> dict[str, Any]:
    """The options as JSON knows them."""
    made: dict[str, Any] = options["publicKey"]
    return made
