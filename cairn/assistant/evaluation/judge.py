"""One case and its reply: what was wanted, what is missing, what is wrong.

`expect`: answer, handover, clarify (asks back), abstain (says that it does not know), refuse, opt_out.
"""

from __future__ import annotations

from typing import Any, Protocol

from cairn.assistant.evaluation.claims import forbidden
from cairn.assistant.evaluation.honour import honoured, predicted_intents
from cairn.assistant.evaluation.spelling import has, plain


class Sources(Protocol):
    """Tells whether one of the wanted sources is among the cited ones."""

    def right(self, wanted: list[str], cited: list[Any]) -> bool: ...


LANGUAGES = {"english": "en", "hindi": "hi", "kannada": "kn", "marathi": "mr", "tamil": "ta", "telugu": "te"}


def language(reply: dict[str, Any]) -> str:
    name = str(reply.get("language") or "").casefold().replace("_", "-")
    if name in ("hinglish", "hi-latn", "hi-en", "hi-roman"):
        return "hinglish"
    name = name.removesuffix("-latn")
    return LANGUAGES.get(name, name.split("-")[0])


def request_of(case: dict[str, Any]) -> dict[str, Any]:
    turns = case.get("turns") or [case["text"]]
    if case.get("kind") == "burst":
        return {"question": "\n".join(turns), "history": []}
    return {"question": turns[-1], "history": turns[:-1]}


def judge(case: dict[str, Any], reply: dict[str, Any], sources: Sources) -> dict[str, Any]:
    answer = str(reply.get("answer") or "")
    text = plain(answer)
    wanted, optional, got = set(case["intents"]), set(case.get("intents_ok", [])), predicted_intents(reply)
    verdict: dict[str, Any] = {
        "intents_hit": len(wanted & got), "intents_missed": sorted(wanted - got), "intents_extra": sorted(got - wanted - optional),
        "language_ok": language(reply) in {case["lang"], *case.get("lang_any", [])},
    }  # fmt: skip
    if "expect" not in case:
        return verdict | {"passed": not verdict["intents_missed"] and not verdict["intents_extra"]}
    missing = [group for group in case["must"] if not any(has(text, plain(s)) for s in group)]
    wrong = [entry for entry in case["must_not"] if forbidden(answer, text, entry)]
    expected = honoured(case, reply, text)
    return verdict | {
        "passed": not missing and not wrong and expected,
        "missing": missing, "wrong": wrong, "expect_ok": expected,
        "source_ok": sources.right(case["sources"], reply.get("sources") or []) if case["sources"] else None,
    }  # fmt: skip
