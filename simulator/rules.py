"""How strict and how odd Meta is just now: what a test or the phone page may change while the simulator runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

Json = dict[str, Any]
WORDS = {
    "window_error": ("answer", "webhook"),
    "pricing": ("object", "missing", "conversation"),
    "review": ("approve", "reject", "category"),
}


class RuleError(Exception):
    """The rule cannot be set; the message says why."""


@dataclass(frozen=True)
class Rules:
    """Defaults are Meta's own of November 2026, but review takes half a second and retries come quickly.

    throughput             sends a second for each number; 0: by the number's own level (80, 1000; 20 with the phone app)
    pair_limit             one message in six seconds to one customer, 45 on credit
    management_calls       calls an hour for each account, other than sends and media; 200 without an active number
    templates_an_hour      creations an hour for each account
    review, review_seconds what comes of a new template, and after how long
    window_error           whether 131047 comes as the answer or by webhook
    pricing                in statuses: object, missing, or with the conversation of v23
    service_free_until     day from which service messages cost money, after free_service of them a month and number
    marketing_cap          marketing templates to one customer a day (131049 after that); 0: no cap
    us_marketing           whether marketing templates to +1 are delivered (Meta: no)
    retry_scale            0: retries within seconds, for ever. Else Meta's seven days of retries, this many times faster
    skip_delivered         the chat is open: read comes without delivered
    """

    throughput: float = 0.0
    pair_limit: bool = True
    management_calls: int = 5000
    templates_an_hour: int = 100
    review: str = "approve"
    review_seconds: float = 0.5
    window_error: str = "answer"
    pricing: str = "object"
    service_free_until: str = "2026-10-01"
    free_service: int = 1000
    marketing_cap: int = 0
    us_marketing: bool = True
    retry_scale: float = 0.0
    skip_delivered: bool = False

    def changed(self, wish: Json) -> Rules:
        known = {one.name: one.type for one in fields(self)}
        for key, value in wish.items():
            if key not in known:
                raise RuleError(f"{key} is not a rule; there are {', '.join(known)}.")
            _check(key, value, str(known[key]))
        return replace(self, **wish)

    def as_json(self) -> Json:
        return asdict(self)


def _check(key: str, value: Any, kind: str) -> None:
    wanted: dict[str, type | tuple[type, ...]] = {"float": (int, float), "int": int, "bool": bool, "str": str}
    is_right = isinstance(value, wanted[kind])
    if not is_right or isinstance(value, bool) != (kind == "bool"):
        raise RuleError(f"{key} must be of type {kind}.")
    if isinstance(value, int | float) and not 0 <= value < 10**9:
        raise RuleError(f"{key} is out of range.")
    if key in WORDS and value not in WORDS[key]:
        raise RuleError(f"{key} must be one of {', '.join(WORDS[key])}.")
    if key == "service_free_until":
        try:
            date.fromisoformat(str(value))
        except ValueError:
            raise RuleError("service_free_until must be a day like 2026-10-01.") from None
