"""However slow the models are: the reply is ready at the deadline. Counted on a clock of its own, nobody waits."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from cairn.assistant.model import breaker, client, write
from cairn.assistant.model.client import Completion, NoAnswer
from tests.assistant.honest import composed
from tests.assistant.model_server import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
DEADLINE = 6.0
QUESTION = "What is the price of the 7-Day Maharashtra Explorer?"
SAID = (says("It costs ₹1."), says("*7-Day Maharashtra Explorer* costs ₹15,000 per person."), "garbage", "")


class Slow:
    """Models that take their time, by the dice, and answer whatever comes."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.now, self.calls = dice, 0.0, 0

    def monotonic(self) -> float:
        return self.now

    def within(self, messages: object, model: str, seconds: float) -> Completion:
        takes = self.dice.choice([0.05, 0.4, 1.0, 2.5, 5.5, 600.0])
        self.now += min(takes, seconds)
        self.calls += 1
        text = self.dice.choice(SAID)
        if takes > seconds or not text:
            raise NoAnswer("deadline" if takes > seconds else "HTTP 500")
        return Completion(text, model)


def test_however_slow_the_models_are_the_reply_is_ready_at_the_deadline(settings, monkeypatch):
    settings.OPENROUTER_API_KEY = "key"
    draft, ends = composed([QUESTION]), []
    for number in range(24):
        slow = Slow(random.Random(number))
        settings.OPENROUTER_MODELS = ["first/model", "second/model", "third/model"][: 1 + number % 3]
        monkeypatch.setattr(write, "breaker", breaker.fresh())
        monkeypatch.setattr(client, "within", slow.within)
        for module in (client, write):
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=slow.monotonic))
        written = write.write(draft, (), until=DEADLINE)
        assert "₹1." not in written.text
        assert slow.now <= DEADLINE, (number, slow.calls)
        ends.append(slow.now)
    assert max(ends) > DEADLINE / 2, "some were slow"
