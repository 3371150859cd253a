"""One call of Cairn to the Graph, and what it may touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from simulator.errors import GraphError, MissingObjectError
from simulator.numbers import Account, Number, Token

if TYPE_CHECKING:
    from simulator.box import Box

Json = dict[str, Any]
MESSAGING, MANAGEMENT = "whatsapp_business_messaging", "whatsapp_business_management"


@dataclass(frozen=True)
class Call:
    """`fail_with`: take the message, then tell by webhook that it failed with this code and these details."""

    box: Box
    request: Request
    body: Json
    token: Token
    fail_with: tuple[int, str] | None = None

    @property
    def node(self) -> str:
        return str(self.request.path_params.get("node", ""))

    @property
    def kind(self) -> str:
        """What sort of call it is, as faults and limits tell them apart."""
        last = self.request.url.path.rstrip("/").rpartition("/")[2]
        if last in ("messages", "marketing_messages") and self.request.method == "POST":
            return "read" if "status" in self.body else "send"
        if last == "media" or self.node in self.box.shelf or self.request.url.path.startswith("/whatsapp_business/"):
            return "media"
        return "templates" if last == "message_templates" or self.box.templates.get(self.node) else "other"

    @property
    def to(self) -> str | None:
        """The recipient as faults name it: digits, or the user id."""
        named = self.body.get("to") or self.body.get("recipient")
        if not isinstance(named, str):
            return None
        return named if "." in named else "".join(filter(str.isdigit, named))

    def number(self, scope: str = MANAGEMENT) -> Number:
        """The number in the path. 100/33 when there is none or the token doesn't open it."""
        number = self.box.numbers.get(self.node)
        if number is None or not self.token.opens(number.account):
            raise MissingObjectError(self.node, self.request.method)
        self.needs(scope)
        return number

    def account(self) -> Account:
        account = self.box.numbers.accounts.get(self.node)
        if account is None or not self.token.opens(account.id):
            raise MissingObjectError(self.node, self.request.method)
        self.needs(MANAGEMENT)
        return account

    def needs(self, scope: str) -> None:
        if scope not in self.token.scopes:
            raise GraphError(200 if scope == MESSAGING else 10)

    @property
    def billed_account(self) -> str:
        """Whose hour of management calls this one counts in."""
        number = self.box.numbers.get(self.node)
        template = self.box.templates.get(self.node) or {}
        known = self.node if self.node in self.box.numbers.accounts else template.get("account")
        return number.account if number else known or self.box.numbers.first.account
