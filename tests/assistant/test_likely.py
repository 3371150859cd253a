"""The fitted head: in step with its messages, and right about wordings that it has never seen."""

from __future__ import annotations

import json

import pytest

from cairn.assistant.lexicon import DATA
from cairn.assistant.likely import believed, head, likely
from cairn.assistant.understand import read
from cairn.catalog.snapshot import Snapshot
from cairn.lib import clock
from tools.fit_topics import digest, messages

pytestmark = pytest.mark.django_db


def about(text: str) -> str:
    message = read(text, snapshot=Snapshot.current(), today=clock.now().date(), prior=None)
    return next(iter(message.chances))


def test_the_stored_weights_were_fitted_on_the_stored_messages():
    import numpy as np

    assert str(np.load(DATA / "topics.npz")["messages"]) == digest(messages()), "run tools/fit_topics.py"


def test_every_label_is_a_topic_with_an_intent():
    known = {row["topic"] for row in json.loads((DATA / "topics.json").read_text(encoding="utf-8"))}
    assert {topic for row in messages() for topic in row["k"]} <= known


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("per head kitna padega pura trip", "price"),
        ("paise wapas milenge kya agar hum na aa paye", "refund"),
        ("what time do you drop us back on sunday night", "return"),
        ("gumboots or normal sneakers?", "gear_item"),
        ("you people are cheats, the driver was drunk", "complaint"),
        ("ರೂಮ್ ಹಂಚಿಕೊಳ್ಳಬೇಕಾ ಅಥವಾ ಪ್ರತ್ಯೇಕನಾ", "stay"),
    ],
)
def test_wordings_that_nobody_listed_are_recognised(demo, text, topic):
    assert about(text) == topic


def test_less_will_do_where_the_rules_found_nothing():
    chances = {"stay": 0.45, "food": 0.1}
    assert believed({}, chances) == {"stay": "inclusions"}
    assert believed({"price": "pricing"}, chances) == {"price": "pricing"}


def test_a_greedy_rule_is_doubted_where_another_topic_is_likely_but_never_a_call_for_help():
    chances = {"gear_item": 0.95, "price": 0.01, "emergency": 0.01}
    ruled = {"gear_item": "packing", "price": "pricing", "emergency": "emergency"}
    assert believed(ruled, chances).keys() == {"gear_item", "emergency"}


def test_nothing_to_read_is_nothing_to_guess():
    assert set(likely("", "", ())) == set(head().topics)
