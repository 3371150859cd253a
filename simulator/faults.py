"""Trouble on demand. Some faults spoil Graph's answers, others spoil the webhooks or the media."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import Any

Json = dict[str, Any]
ANSWERS = ("status", "error_code", "hang", "drop_reply", "html", "garbage", "early_status")
MEDIA = ("media_404", "media_wrong_bytes", "media_too_large", "media_html")
POSTS = (
    "duplicate",
    "reorder",
    "withhold_receipts",
    "hold",
    "delay",
    "batch",
    "bad_signature",
    "no_signature",
    "tampered_body",
)
KINDS = ANSWERS + MEDIA + POSTS
FIELDS = {
    "status": int,
    "code": int,
    "subcode": int,
    "details": str,
    "error_data": str,
    "seconds": float,
    "accept": bool,
    "times": int,
    "size": int,
    "on": str,
    "by": str,
    "to": str,
}
WORDS = {
    "on": ("send", "all", "read", "media", "templates", "other"),
    "by": ("answer", "webhook"),
    "error_data": ("object", "string", "missing"),
}
# What a caller would say without reading: {"kind": "error_code", "error_code": 131026} means code.
ALIASES = {"error_code": "code", "http_status": "status", "n": "size", "recipient": "to"}


class FaultError(Exception):
    """The fault cannot be set; the message says why."""


@dataclass(frozen=True)
class Fault:
    """`times` None: until deleted. `on`: which calls (send: only new messages). `to`: only this recipient (digits or user
    id). `by` webhook: accept, then fail. `error_data`: the shape of the details in an error_code.

    `accept`: whether the message is taken although the answer is spoilt (None: true for hang, drop_reply, garbage).
    """

    id: str
    kind: str
    times: int | None = None
    status: int = 503
    code: int = 131000
    subcode: int | None = None
    details: str = ""
    error_data: str = "object"
    seconds: float = 8.0
    accept: bool | None = None
    on: str = "send"
    by: str = "answer"
    to: str | None = None
    size: int = 10

    @property
    def accepts(self) -> bool:
        return self.kind in ("hang", "drop_reply", "garbage", "early_status") if self.accept is None else self.accept

    def spoils(self, kind: str, to: str | None) -> bool:
        return self.kind in ANSWERS and self.on in (kind, "all") and self.to in (None, to)


class Faults:
    def __init__(self) -> None:
        self._active: dict[str, Fault] = {}
        self._numbers = count(1)

    def add(self, wish: Json) -> Fault:
        fault = read_fault(f"f{next(self._numbers)}", wish)
        self._active[fault.id] = fault
        return fault

    def clear(self, *, fault_id: str | None = None, kind: str | None = None) -> int:
        gone = [one.id for one in self._active.values() if fault_id in (None, one.id) and kind in (None, one.kind)]
        for one in gone:
            del self._active[one]
        return len(gone)

    def as_json(self) -> list[Json]:
        return [asdict(one) for one in self._active.values()]

    def take_answer(self, kind: str, to: str | None = None) -> Fault | None:
        """The fault that spoils this call, oldest first; one of its times is used up."""
        return self._use(next((one for one in self._active.values() if one.spoils(kind, to)), None))

    def take_post(self, *kinds: str) -> Fault | None:
        return self._use(next((one for one in self._active.values() if one.kind in kinds), None))

    def has(self, kind: str) -> bool:
        return any(one.kind == kind for one in self._active.values())

    def _use(self, fault: Fault | None) -> Fault | None:
        if fault and fault.times is not None:
            if fault.times <= 1:
                del self._active[fault.id]
            else:
                self._active[fault.id] = replace(fault, times=fault.times - 1)
        return fault


def read_fault(fault_id: str, wish: Json) -> Fault:
    kind = wish.get("kind")
    if kind not in KINDS:
        raise FaultError(f"kind must be one of {', '.join(KINDS)}.")
    given = {ALIASES.get(key, key): value for key, value in wish.items() if key != "kind" and value is not None}
    if kind == "error_code" and "status" in given:
        given.setdefault("code", given.pop("status"))
    for key, value in given.items():
        _check(key, value)
    if "to" in given and "." not in given["to"]:
        given["to"] = re.sub(r"\D", "", given["to"])
    return Fault(fault_id, kind, **given)


def _check(key: str, value: Any) -> None:
    if key not in FIELDS:
        raise FaultError(f"{key} is not a setting of a fault; there are {', '.join(FIELDS)}.")
    if not _is_a(FIELDS[key], value):
        raise FaultError(f"{key} must be of type {FIELDS[key].__name__}.")
    if (key in ("times", "size") and value < 1) or (key == "seconds" and not 0 <= value <= 600):
        raise FaultError(f"{key} is out of range.")
    if key == "size" and value > 1000:
        raise FaultError("size is at most 1000: Meta bundles no more updates into one post.")
    if key == "status" and not 200 <= value <= 599:
        raise FaultError("status must be an HTTP status between 200 and 599.")
    if key in WORDS and value not in WORDS[key]:
        raise FaultError(f"{key} must be one of {', '.join(WORDS[key])}.")


def _is_a(wanted: type, value: Any) -> bool:
    """A whole number will do for a float; true and false are no numbers."""
    if isinstance(value, bool) != (wanted is bool):
        return False
    return isinstance(value, int | float) if wanted is float else isinstance(value, wanted)
