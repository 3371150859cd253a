"""What is known after one attempt to send, and how Graph's answer is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cairn.channels.whatsapp.errors import classify, graph_problem
from cairn.channels.whatsapp.reading import lenient
from cairn.conversations.events import Json, Problem


@dataclass(frozen=True, slots=True)
class Accepted:
    """Meta took the message; it isn't delivered yet. `wa_id` may differ from the number written to.

    `status` only for templates: `accepted`, `held_for_quality_assessment` or `paused`.
    """

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Meta says no, and did not take the message. `errors.classify(error.code)` says what to do about it."""

    error: Problem
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No connection came about: the message surely did not leave, so another attempt is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request was written and no clear answer came: sent or not, only a receipt can tell.

    `error` is what Graph said, where it said something that leaves it open.
    """

    reason: str
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Meta has the file, under this id for thirty days."""

    media_id: str


Outcome = Accepted | Refused | Unreachable | Unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP; `body` is its JSON, or None."""

    status: int
    body: Any
    retry_after: float | None


def outcome(answer: Answer) -> Outcome:
    """What this answer to a message proves."""
    body = answer.body if isinstance(answer.body, dict) else {}
    error = graph_problem(body)
    if error:
        # A 4xx was refused whatever its code; on any other status only some codes prove that nothing was taken.
        if 400 <= answer.status < 500 or classify(error.code).surely_not_sent:
            return Refused(error, answer.retry_after)
        return Unknown(f"HTTP {answer.status}, error {error.code} {error.title}".rstrip(), error)
    return (_accepted(body) if answer.status == 200 else None) or Unknown(f"HTTP {answer.status}, not Graph's answer")


def uploaded(answer: Answer) -> Uploaded | Refused | Unknown:
    """What this answer to an upload says."""
    body = node(answer)
    if not isinstance(body, dict):
        return body
    media_id = _text(body, "id")
    return Uploaded(media_id) if media_id else Unknown(f"HTTP {answer.status}, no id of the file")


def node(answer: Answer) -> Json | Refused | Unknown:
    """The object that was read, or why not."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if error := graph_problem(body):
        return Refused(error, answer.retry_after)
    return body if answer.status == 200 and body else Unknown(f"HTTP {answer.status}, not Graph's answer")


def _accepted(body: Json) -> Accepted | None:
    message, contact = _first(body, "messages"), _first(body, "contacts")
    if not _text(message, "id"):
        return None
    return Accepted(
        wamid=message["id"],
        wa_id=_text(contact, "wa_id"),
        user_id=_text(contact, "user_id"),
        status=_text(message, "message_status"),
    )


def _first(body: Json, key: str) -> Json:
    items = body.get(key)
    return lenient({"it": items[0]}, "it") or {} if isinstance(items, list) and items else {}


def _text(item: Json, key: str) -> str | None:
    found = item.get(key)
    return found if isinstance(found, str) and found else None
