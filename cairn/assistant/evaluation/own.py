"""The operator's own cases: rows, so that every process asks them, in the form that a suite's lines have."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from cairn.accounts.models import User
from cairn.assistant.evaluation import suite
from cairn.knowledge.models import Case

EXPECTED = ("answer", "clarify", "abstain", "refuse", "handover", "opt_out")
KIND = "own"


class Refused(Exception):
    """This is no case; the text says what is missing."""


def add(
    turns: list[str], *, expect: str, must: list[str], must_not: list[str], lang: str, by: User | None, name: str = ""
) -> Case:
    """A question and what its answer has to hold. Each line of `must` lists spellings parted by `|`. Raises Refused."""
    turns = [clean(turn, 1000) for turn in turns if clean(turn, 1000)][-6:]
    if not turns:
        raise Refused("Write the question that a customer asks.")
    if expect not in EXPECTED:
        raise Refused("Choose what the assistant should do.")
    groups = [[spelling.strip() for spelling in clean(line, 200).split("|") if spelling.strip()] for line in must]
    groups = [group for group in groups if group]
    if expect == "answer" and not groups:
        raise Refused("Write at least one thing that the answer must say, such as a price or a date.")
    case = {"kind": KIND, "lang": lang, "turns": turns, "intents": [], "expect": expect, "must": groups[:20]}
    case["must_not"] = [clean(line, 200) for line in must_not if clean(line, 200)][:20]
    return keep(case, slugify(name or turns[-1])[:50] or "question", by)


def keep(case: dict[str, Any], base: str, by: User | None) -> Case:
    """Names are unique: the second of one name gets a number."""
    for number in range(1, 1000):
        name = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                return Case.objects.create(name=name, case=case, added_by=by)
        except IntegrityError:
            continue
    raise Refused("There are too many cases with this question.")


def clean(text: str, most: int) -> str:
    return " ".join(text.replace("\0", " ").split())[:most]


def cases() -> list[dict[str, Any]]:
    rows = Case.objects.order_by("pk").values_list("name", "case")
    return [suite.filled({**case, "id": f"own-{name}"}) for name, case in rows]
