"""The model's wording of a composed reply: asked, read, checked, and dropped whenever anything is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from pydantic import BaseModel, Field, ValidationError

from cairn.assistant.draft import Draft
from cairn.assistant.model import trouble
from cairn.assistant.model.breaker import breaker
from cairn.assistant.model.client import Completion, Messages, NoAnswer, complete
from cairn.assistant.model.evidence import Evidence, gather
from cairn.assistant.model.prompt import again, messages
from cairn.assistant.models import Trouble
from cairn.assistant.turn import Turn
from cairn.assistant.verify.lies import lies
from cairn.lib import logs

log = logs.logger("assistant")
REPAIR = 0.9  # seconds that must be left for a second try
CHECKING = 0.1  # seconds kept for reading and checking what comes
# What the composer alone may say: urgent things, refusals, and that it does not know.
WORDED = ("answer", "clarify")


class Said(BaseModel):
    """The model's reply, as its schema wants it."""

    answer: str = Field(min_length=1, max_length=4000)
    used: list[str] = Field(default_factory=list, max_length=100)
    handover: bool = False
    confidence: float = Field(default=0.8, ge=0, le=1)


@dataclass(slots=True)
class Written:
    """What came of asking: `text` is empty when the composed reply stands. `rejected`: [{rule, text}] for the record."""

    text: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    rejected: list[dict[str, str]] = field(default_factory=list)
    why: str = ""

    def count(self, used: Completion) -> None:
        self.model = used.model
        self.tokens_in += used.tokens_in
        self.tokens_out += used.tokens_out
        self.dollars += used.dollars


def wanted(draft: Draft) -> bool:
    """Is there a model, and is this a reply that it may word?"""
    return (
        bool(settings.OPENROUTER_API_KEY)
        and draft.expect in WORDED
        and draft.handover is None
        and draft.writer == "composer"
    )


def write(draft: Draft, history: Sequence[Turn], *, until: float) -> Written:
    """Word the draft, before `until` (time.monotonic()). Never raises: without a good text the draft stands."""
    written = Written()
    if not breaker.allows():
        written.why = "resting"
        return written
    try:
        converse(draft, history, until, written)
        breaker.answered()
    except NoAnswer as failure:
        written.why = str(failure)
        failed(written.why)
    return written


def once(asked: Messages, *, until: float) -> Completion:
    """One call for something else than an answer, behind the same breaker. Raises NoAnswer."""
    if not breaker.allows():
        raise NoAnswer("resting")
    try:
        completion = complete(asked, until=until)
    except NoAnswer as failure:
        failed(str(failure))
        raise
    breaker.answered()
    return completion


def failed(why: str) -> None:
    known = breaker.open  # told then; a failed try after the rest is no news
    resting = breaker.failed_once() is not None
    log.warning("model gave no answer", why=why, resting=resting)
    if resting and not known:
        trouble.begin(Trouble.Kind.BREAKER)


def converse(draft: Draft, history: Sequence[Turn], until: float, written: Written) -> None:
    evidence = gather(draft)
    asked = messages(draft, evidence, history)
    faults = attempt(asked, draft, evidence, until, written)
    if faults and until - time.monotonic() > REPAIR:
        wrong = written.rejected[-1]["text"]
        attempt(again(asked, wrong, faults), draft, evidence, until, written)


def attempt(asked: Messages, draft: Draft, evidence: Evidence, until: float, written: Written) -> list[str]:
    """One call. Returns what is wrong with the text; sets `written.text` when nothing is."""
    completion = complete(asked, until=until - CHECKING)
    written.count(completion)
    try:
        said = Said.model_validate_json(unfenced(completion.text))
    except ValidationError:
        return reject(written, ["the reply is not the JSON that was asked for"], completion.text)
    faults = ["handover"] if said.handover else lies(said.answer.strip(), draft, evidence)
    if faults:
        return reject(written, faults, said.answer)
    written.text, written.why = said.answer.strip(), ""
    return []


def reject(written: Written, faults: list[str], text: str) -> list[str]:
    written.rejected.append({"rule": "; ".join(faults)[:300], "text": text[:2000]})
    written.why = "rejected"
    return faults


def unfenced(text: str) -> str:
    """Some models wrap their JSON in a fence of back-ticks."""
    body = text.strip()
    if body.startswith("```"):
        body = body.split("\n", 1)[-1].rsplit("```", 1)[0]
    return body.strip()
