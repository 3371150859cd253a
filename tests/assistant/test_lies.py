"""A model that lies, hangs and talks nonsense, over real questions in seven languages: no lie reaches a customer.

`make lies` asks 1,000 times by HTTP and prints a report; here a small part. LIES and SEED choose how many and which.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from typing import Any

import pytest

from cairn.assistant.answer import Turn, answer
from cairn.assistant.model import breaker as breakers
from cairn.assistant.model import prompt
from tests.assistant.given import Given
from tests.assistant.honest import Asked, asked, paraphrases, questions, reworded
from tests.assistant.liars import Told, told
from tests.assistant.lies import lies
from tests.assistant.model_server import served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LIES = int(os.environ.get("LIES", "12"))
SEED = int(os.environ.get("SEED", "1"))
DEADLINE = 2.0 if LIES > 100 else 0.7
MOST_REFUSED = 0.1  # of true texts; each costs a nicer wording, never an answer


@pytest.fixture
def modelled(settings):
    settings.OPENROUTER_API_KEY = "key"


def some(count: int) -> list[Asked]:
    chosen = random.Random(SEED).sample(questions(), 3 * count)
    found = [one for turns in chosen[: 2 * count] if (one := asked(turns))]
    return found[:count]


def test_every_kind_of_lie_is_found_in_every_kind_of_reply(modelled):
    dice, through, tried = random.Random(SEED), [], 0
    for one in some(max(6, LIES // 10)):
        given = Given({"messages": prompt.messages(one.draft, one.evidence, ())})
        for kind, make in lies(given, dice).items():
            text, tried = make().strip(), tried + 1
            if not one.faults(text):
                through.append((kind, one.turns[-1], text))
    print(f"\n{tried} lies looked at, {len(through)} believed", *through, sep="\n  ")
    assert not through


def test_few_true_replies_are_refused(modelled):
    """What is refused is answered by the composer, so a few are no harm; many would make the model worthless."""
    by_hand = [(question, reply) for question, reply in paraphrases() if LIES > 100 or len(reply) < 120]
    written = [(asked([question]), reply) for question, reply in by_hand]
    own = [(one, text) for one in some(max(4, LIES // 10)) for text in reworded(one.turns)]
    for name, texts in (("by hand", written), ("the composer's own others", own)):
        refused = [(one.turns[-1], text, faults) for one, text in texts if one and (faults := one.faults(text))]
        print(f"\n{len(refused)} of {len(texts)} true texts refused ({name})", *refused, sep="\n  ")
        assert len(refused) <= max(2, MOST_REFUSED * len(texts))


@pytest.fixture
def liar(settings):
    with served() as model:
        settings.OPENROUTER_API_KEY, settings.OPENROUTER_URL = "key", model.url
        settings.OPENROUTER_MODELS, settings.ASSISTANT_DEADLINE = ["first/model"], DEADLINE
        yield model


def never_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A breaker for each question: here every one of them is asked."""
    monkeypatch.setattr("cairn.assistant.model.write.breaker", breakers.fresh())


def test_no_lie_reaches_a_customer(liar, monkeypatch):
    dice, chosen = random.Random(SEED), questions()
    said: list[Told] = []
    liar.script = lambda request: speak(request, said, dice)
    through, counts, took = [], Counter[str](), []
    while counts["lies"] < LIES:
        turns = dice.choice(chosen)
        said.clear()
        never_rests(monkeypatch)
        began = time.monotonic()
        reply = answer(turns[-1], history=[Turn("customer", turn) for turn in turns[:-1]])
        if not said:
            continue
        took.append(time.monotonic() - began)
        counts["asked"] += 1
        for one in said:
            counts[f"{one.kind}: said"] += 1
            counts["lies"] += one.lie
        believed = [one for one in said if one.lie and reply.writer == "llm" and one.text.strip() == reply.text]
        through += [(one.kind, turns[-1], reply.text) for one in believed]
        counts["right: sent"] += reply.writer == "llm" and not believed
    report(counts, sorted(took), through)
    assert not through


def speak(request: dict[str, Any], said: list[Told], dice: random.Random) -> Any:
    one = told(request, dice, DEADLINE + 1)
    said.append(one)
    return one.answer


def report(counts: Counter[str], took: list[float], through: list[tuple[str, str, str]]) -> None:
    """The last line is the one of issue 5: a reply within the deadline and 300 ms."""
    print(f"\n{counts['lies']} lies told in answer to {counts['asked']} questions, {len(through)} came through")
    print(f"{counts['right: said']} true texts said, {counts['right: sent']} sent")
    for kind in sorted(key for key in counts if key.endswith(": said")):
        print(f"{kind:32} {counts[kind]:4}")
    for kind, question, text in through:
        print(f"THROUGH {kind}\n  asked {question!r}\n  said  {text!r}")
    late = sum(one > DEADLINE + 0.3 for one in took)
    print(
        f"slowest reply {took[-1]:.2f} s, p95 {took[int(0.95 * len(took))]:.2f} s; deadline {DEADLINE} s; {late} later than + 0.3 s"
    )
