"""Identifiers with the shape of Meta's own."""

from __future__ import annotations

import base64
import re
import secrets

BSUID = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")
# Brazil, Mexico and Argentina: with and without the digit that WhatsApp leaves out.
SPELLINGS = (
    (r"55(\d\d)9(\d{8})", r"55\1\2"),
    (r"55(\d\d)(\d{8})", r"55\g<1>9\2"),
    (r"521(\d{10})", r"52\1"),
    (r"52(\d{10})", r"521\1"),
    (r"549(\d{10})", r"54\1"),
    (r"54(\d{10})", r"549\1"),
)
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


def spellings(digits: str) -> tuple[str, ...]:
    """One phone under its different numbers: what was typed first, then what WhatsApp makes of it."""
    others = (found.expand(to) for turn, to in SPELLINGS if (found := re.fullmatch(turn, digits)))
    return (digits, *others)


def magic(digits: str) -> tuple[int, str] | None:
    """A number that always fails: +1555000CODE refuses with that code, +1555001CODE takes the message and then fails."""
    found = re.fullmatch(r"155500([01])(\d{1,7})", digits)
    return (int(found[2]), "webhook" if found[1] == "1" else "answer") if found else None


def call_id() -> str:
    return "wacid." + base64.b64encode(secrets.token_bytes(18)).decode()


def hidden_digits(user_id: str) -> str:
    """What stands for the phone inside a wamid when the number is hidden. Nobody has shown the real thing."""
    return re.sub(r"\D", "", user_id)[:15].rjust(15, "1")


def digits(count: int) -> str:
    return str(secrets.randbelow(9) + 1) + "".join(str(secrets.randbelow(10)) for _ in range(count - 1))


def trace_id() -> str:
    return "A" + secrets.token_urlsafe(16)
