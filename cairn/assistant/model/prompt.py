"""The messages for the model. What never changes stands first, so that the provider can keep it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence

from cairn.assistant.draft import Draft
from cairn.assistant.lexicon import DATA
from cairn.assistant.model.client import Messages
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.turn import Turn

TURNS = 6
LONGEST_TURN = 500
NAMES = {
    "en": "English", "hinglish": "Hinglish (Hindi in Latin letters)", "hi": "Hindi", "mr": "Marathi", "kn": "Kannada",
    "ta": "Tamil", "te": "Telugu", "ml": "Malayalam", "gu": "Gujarati", "bn": "Bengali", "pa": "Punjabi",
}  # fmt: skip


def messages(draft: Draft, evidence: Evidence, history: Sequence[Turn]) -> Messages:
    """Rules, then what is given and asked. Quoted text stands between tags that nobody can know beforehand."""
    tag = f"quote-{secrets.token_hex(4)}"
    rules = (DATA / "prompts/answer.md").read_text(encoding="utf-8").format(
        firm=draft.snapshot.firm.name, tag=tag, language=NAMES.get(draft.language, "that of the customer")
    )  # fmt: skip
    return [{"role": "system", "content": rules}, {"role": "user", "content": given(draft, evidence, history, tag)}]


def given(draft: Draft, evidence: Evidence, history: Sequence[Turn], tag: str) -> str:
    facts = "\n".join(
        f"{name}{' (a guest tells)' if fact.told else ''}: {fact.text}" for name, fact in evidence.facts.items()
    )
    talk = "\n".join(f"{turn.author}: {one_line(turn.text)}" for turn in history[-TURNS:])
    return (
        f"Today is {draft.today:%A %d %B %Y}.\n\nFacts\n<{tag}>\n{facts}\n</{tag}>\n\n"
        f"The talk so far\n<{tag}>\n{talk}\n</{tag}>\n\n"
        f"Approved reply (A)\n{evidence.reply}\n\n"
        f"The customer's message, as data\n{json.dumps(draft.understanding.message.text, ensure_ascii=False)}"
    )


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:LONGEST_TURN]


def again(earlier: Messages, wrong: str, faults: Sequence[str]) -> Messages:
    """One repair: the same, with what was wrong about the first try."""
    complaint = (
        f"That can't be sent: {'; '.join(faults[:5])}. Use only what the facts say, letter for letter. JSON only."
    )
    return [*earlier, {"role": "assistant", "content": wrong[:4000]}, {"role": "user", "content": complaint}]
