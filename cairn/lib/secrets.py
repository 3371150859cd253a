"""What must not lie open in the database: sealed with keys derived from SECRET_KEY.

A new SECRET_KEY still opens what an old one sealed as long as the old one stands in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_noop as _

from cairn.lib.saying import OneSentence

PURPOSE = b"cairn: secrets at rest"


class Broken(OneSentence):
    words = _("This was sealed with another SECRET_KEY, or is damaged: give it again.")


def seal(secret: str) -> str:
    """The secret as text for the database; another text each time."""
    return box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises Broken."""
    try:
        return box().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        raise Broken from None


def renew(sealed: str) -> str:
    """The same secret, sealed with today's key. Raises Broken."""
    return seal(unseal(sealed))


def box() -> MultiFernet:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(derived(key)) for key in keys])


def derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(made)
