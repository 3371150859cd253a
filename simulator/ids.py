"""Identifiers with the shape of Meta's own."""

from __future__ import annotations

import base64
import re
import secrets

BSUID = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")
COUNTRIES = {
    "91": "IN",
    "1": "US",
    "44": "GB",
    "971": "AE",
    "598": "UY",
    "61": "AU",
    "49": "DE",
    "65": "SG",
    "977": "NP",
}


def inbound_wamid(digits: str) -> str:
    return _wamid(digits, 0x12, "3A" + secrets.token_hex(9).upper())


def outbound_wamid(digits: str) -> str:
    return _wamid(digits, 0x11, secrets.token_hex(9).upper())


def _wamid(digits: str, direction: int, tail: str) -> str:
    """Layout seen in published samples: 1C 18 len phone 15 02 00 direction 18 len hex 00."""
    head = bytes([0x1C, 0x18, len(digits)]) + digits.encode() + bytes([0x15, 0x02, 0x00, direction, 0x18, len(tail)])
    return "wamid." + base64.b64encode(head + tail.encode() + b"\x00").decode()


def new_user_id(phone: str | None) -> str:
    """A business-scoped user id: country, dot, sixteen digits as in real traffic."""
    return f"{country_of(phone)}.{digits(16)}"


def country_of(phone: str | None) -> str:
    by_length = sorted(COUNTRIES, key=len, reverse=True)
    return next((COUNTRIES[code] for code in by_length if (phone or "").startswith(code)), "IN")


def hidden_digits(user_id: str) -> str:
    """What stands for the phone inside a wamid when the number is hidden. Nobody has shown the real thing."""
    return re.sub(r"\D", "", user_id)[:15].rjust(15, "1")


def digits(count: int) -> str:
    return str(secrets.randbelow(9) + 1) + "".join(str(secrets.randbelow(10)) for _ in range(count - 1))


def trace_id() -> str:
    return "A" + secrets.token_urlsafe(16)
