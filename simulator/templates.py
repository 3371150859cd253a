"""Message templates of an account: kept, listed in pages, edited, reviewed, paused."""

from __future__ import annotations

import base64
from typing import Any

from simulator import template_checks
from simulator.errors import GraphError, TemplateError
from simulator.ids import digits
from simulator.rules import Rules

Json = dict[str, Any]
DEFAULTS = {"name", "parameter_format", "components", "language", "status", "category", "id"}
FILTERS = ("name", "language", "category", "status", "quality_score")
REFUSALS = {"PAUSED": 132015, "DISABLED": 132016}
DAY = 24 * 3600
PAUSES = {1: 3 * 3600.0, 2: 6 * 3600.0}
REASONS = {
    "INVALID_FORMAT": {
        "reason": "Your template has parameters placed next to each other without text between them.",
        "recommendation": "Separate parameters with descriptive text.",
    }
}


class Templates:
    def __init__(self) -> None:
        self._all: dict[str, Json] = {}
        self._deleted: dict[tuple[str, str], float] = {}

    def keep(self, template: Json) -> Json:
        self._all[template["id"]] = template
        return template

    def get(self, template_id: str) -> Json | None:
        return self._all.get(template_id)

    def all(self, account: str) -> list[Json]:
        return [one for one in self._all.values() if one.get("account", account) == account]

    def find(self, account: str, name: str, language: str) -> Json | None:
        same = (one for one in self.all(account) if one["name"] == name and one["language"] == language)
        return next(same, None)

    def page(self, account: str, query: dict[str, str]) -> tuple[list[Json], Json]:
        """A page of those that match, with Graph's cursors; at most `limit` (25 when not said)."""
        wanted = {key: query[key] for key in FILTERS if query.get(key)}
        found = [one for one in self.all(account) if all(_has(one, key, value) for key, value in wanted.items())]
        size = max(1, min(1000, int(query["limit"]))) if query.get("limit", "").isdecimal() else 25
        start = _position(query.get("after")) + 1 if query.get("after") else 0
        if query.get("before"):
            start = max(0, _position(query["before"]) - size)
        some = found[start : start + size]
        ends = {"before": _cursor(start), "after": _cursor(start + len(some) - 1)} if some else {}
        more = {"cursors": ends, "is_more": start + size < len(found), "is_later": start > 0, "total": len(found)}
        return some, more

    def create(self, account: str, wish: Json, now: float) -> Json:
        template_checks.check(wish)
        name, language = wish["name"], wish["language"]
        if self.find(account, name, language):
            words = f"There is already {language} content for this template. You can edit it instead."
            raise TemplateError(2388024, "Content in this language already exists", words)
        if now - self._deleted.get((account, name), -40 * DAY) < 30 * DAY:
            words = f"The name {name} cannot be used while the deleted template of that name is being removed."
            raise TemplateError(2388023, "Message template is being deleted", words)
        node = {"id": digits(16), "status": "PENDING", "account": account}
        return self.keep(as_node(wish | node, now))

    def edit(self, template: Json, wish: Json, now: float) -> Json:
        """Approved ones once a day and ten times in thirty days; others as often as one likes."""
        if template["status"] == "PENDING":
            raise TemplateError(2388003, "Template is in review", "A template cannot be edited while it is in review.")
        edits = [at for at in template.get("edits", []) if now - at < 30 * DAY]
        if template["status"] == "APPROVED" and (len(edits) >= 10 or (edits and now - edits[-1] < DAY)):
            words = "An approved template can be edited once a day and ten times in thirty days."
            raise TemplateError(2388094, "Edit limit reached", words)
        changes = {key: wish[key] for key in ("components", "category", "parameter_format") if key in wish}
        template_checks.check(template | changes)
        kept = {key: value for key, value in template.items() if key not in ("rejected_reason", "rejection_info")}
        return self.keep(kept | changes | {"status": "PENDING", "edits": [*edits, now]})

    def delete(self, account: str, name: str, now: float, template_id: str | None = None) -> list[str]:
        gone = [one["id"] for one in self.all(account) if one["name"] == name and template_id in (None, one["id"])]
        for one in gone:
            del self._all[one]
        if gone and template_id is None:
            self._deleted[(account, name)] = now
        return gone

    def review(self, template_id: str, rules: Rules) -> Json | None:
        """A name with `reject`, `category` or `held` in it has its fate written there: so a test can see that road."""
        template = self._all.get(template_id)
        if template is None or template["status"] != "PENDING":
            return None
        name = template["name"]
        if rules.review == "reject" or "reject" in name:
            return self.keep(template | rejected("INVALID_FORMAT"))
        change = {"status": "APPROVED"} | ({"held": True} if "held" in name else {})
        if (rules.review == "category" or "category" in name) and template["category"] == "UTILITY":
            change |= {"category": "MARKETING", "previous_category": "UTILITY"}
        return self.keep(template | change)

    def pause(self, template: Json, now: float) -> Json:
        """Three hours, then six, then for good."""
        pauses = template.get("pauses", 0) + 1
        if pauses not in PAUSES:
            return self.keep(template | {"status": "DISABLED", "pauses": pauses})
        return self.keep(
            template | {"status": "PAUSED", "pauses": pauses, "paused_until": now + PAUSES[pauses], "held": False}
        )

    def unpause(self, template: Json) -> Json:
        return self.keep(template | {"status": "APPROVED", "paused_until": 0})

    def overdue(self, now: float) -> list[Json]:
        """Whose pause is over."""
        paused = (one for one in self._all.values() if one["status"] == "PAUSED")
        return [one for one in paused if one.get("paused_until", 0) <= now]

    def sendable(self, account: str, name: str, language: str) -> Json:
        template = self.find(account, name, language)
        if template is None or template["status"] not in ("APPROVED", *REFUSALS):
            raise GraphError(132001, f"template name ({name}) does not exist in {language}")
        if template["status"] in REFUSALS:
            raise GraphError(REFUSALS[template["status"]])
        return template


def rejected(reason: str) -> Json:
    return {"status": "REJECTED", "rejected_reason": reason, "rejection_info": REASONS.get(reason, {})}


def as_node(wish: Json, now: float) -> Json:
    keys = ("id", "name", "language", "status", "category", "components")
    node = {key: wish[key] for key in keys} | {"parameter_format": wish.get("parameter_format", "POSITIONAL")}
    kept = {key: wish[key] for key in ("account", "message_send_ttl_seconds") if key in wish}
    return node | kept | {"quality_score": {"score": "UNKNOWN", "date": int(now)}}


def _has(template: Json, key: str, value: str) -> bool:
    found = template["quality_score"]["score"] if key == "quality_score" else template.get(key)
    return str(found) == value


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"{position}".encode()).decode().rstrip("=")


def _position(cursor: str | None) -> int:
    try:
        return int(base64.urlsafe_b64decode(f"{cursor}=="))
    except ValueError:
        raise GraphError(100, message="(#100) Invalid cursor.") from None
