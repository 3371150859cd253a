"""The firm's side at Meta: its numbers, their accounts, and the tokens that open them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import EXPIRED, GraphError
from simulator.settings import Settings

Json = dict[str, Any]
APP = "670843887433847"
SCOPES = ["whatsapp_business_management", "whatsapp_business_messaging"]
LEVELS = {"STANDARD": 80.0, "HIGH": 1000.0}
COEXISTENCE = 20.0  # messages a second when the phone app uses the number too


@dataclass
class Number:
    """A business phone number. `allowed`: the recipients of a test number, None for a real one. `busy_until`: being
    upgraded, in epoch seconds."""

    id: str
    display: str
    name: str
    account: str
    quality: str = "GREEN"
    status: str = "CONNECTED"
    name_status: str = "APPROVED"
    code_status: str = "VERIFIED"
    level: str = "STANDARD"
    tier: str = "TIER_2K"
    mode: str = "LIVE"
    can_send: str = "AVAILABLE"
    coexistence: bool = False
    registered: bool = True
    registrations: list[float] = field(default_factory=list)
    username: str | None = None
    callback: str | None = None
    profile: Json = field(default_factory=dict)
    blocked: list[str] = field(default_factory=list)
    allowed: list[str] | None = None
    busy_until: float = 0.0

    @property
    def rate(self) -> float:
        return COEXISTENCE if self.coexistence else LEVELS.get(self.level, 80.0)

    @property
    def pretty(self) -> str:
        digits = self.display
        if digits.startswith("1") and len(digits) == 11:
            return f"+1 {digits[1:4]}-{digits[4:7]}-{digits[7:]}"
        return f"+91 {digits[2:7]} {digits[7:]}" if digits.startswith("91") else f"+{digits}"


@dataclass
class Account:
    """A WhatsApp Business Account. `callback` overrides the app's webhook address."""

    id: str
    name: str
    callback: str | None = None
    subscribed: bool = True
    review: str = "APPROVED"


@dataclass
class Token:
    """`accounts` None: all of them. `expires` in epoch seconds, 0 for never."""

    value: str
    scopes: list[str]
    accounts: list[str] | None = None
    expires: float = 0.0
    valid: bool = True

    def opens(self, account: str) -> bool:
        return self.accounts is None or account in self.accounts


class Numbers:
    def __init__(self, settings: Settings) -> None:
        self.first = Number(
            settings.phone_number_id, settings.display_number, settings.verified_name, settings.business_account_id
        )
        self.accounts = {self.first.account: Account(self.first.account, self.first.name)}
        self.tokens = [Token(settings.access_token, list(SCOPES))]
        self._by_id = {self.first.id: self.first}
        for one in settings.numbers:
            self._add(one)

    def _add(self, one: dict[str, str]) -> None:
        """A number of the settings; a token of its own opens its account only."""
        account = one.get("account", self.first.account)
        self.keep(Number(one["id"], one["display"].lstrip("+"), one.get("name", self.first.name), account))
        if "token" in one:
            self.keep_token(Token(one["token"], list(SCOPES), [account]))

    def __iter__(self) -> Iterator[Number]:
        return iter(self._by_id.values())

    def keep(self, number: Number) -> Number:
        """The same id keeps its object: others hold on to it."""
        known = self._by_id.setdefault(number.id, number)
        vars(known).update(vars(number))
        self.accounts.setdefault(number.account, Account(number.account, number.name))
        return known

    def keep_token(self, token: Token) -> None:
        self.tokens = [one for one in self.tokens if one.value != token.value] + [token]

    def get(self, number_id: str) -> Number | None:
        return self._by_id.get(number_id)

    def by_display(self, digits: str) -> Number | None:
        return next((one for one in self if one.display == digits), None)

    def token(self, value: str, now: float) -> Token:
        """Raises 190: unknown, withdrawn, or expired (subcode 463)."""
        found = next((one for one in self.tokens if hmac.compare_digest(one.value.encode(), value.encode())), None)
        if found is None or not found.valid:
            raise GraphError(190)
        if found.expires and found.expires < now:
            raise GraphError(190, message=EXPIRED, subcode=463)
        return found
