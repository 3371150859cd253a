"""The sieve before the rules: it may spare work, never change a result."""

import re
import sys

import pytest

from cairn.assistant import sieve, topics
from cairn.assistant.clean import clean
from cairn.assistant.evaluation import suite
from cairn.assistant.gloss import gloss
from cairn.assistant.language import detect
from cairn.assistant.lexicon import DATA as SHIPPED
from tests.quality.run import DATA


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"\brefunds?\b", {"refund"}),
        (r"\b(?:stop|quit) (?:the )?messages?", {"message"}),
        (r"colou?r|hue", {"colo", "hue"}),
        (r"\b\d{4,6}\b.{0,6}\bincluded?\b", {"include"}),
        (r"(?=.*\bboth\b)x?", {"both"}),
        (r"at (?:7|8) pm", {"at "}),
        (r"\bgo(?:a)?\b", {"go"}),
        (r"(?:rain)?|sun", None),
        (r"(?!rain)\w+", None),
        (r"[^a]+|b", None),
        (r"(?:É|ß)", None),
        (r"👍|🙏🏻", {"👍", "🙏🏻"}),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern, pieces):
    assert sieve.needed(pattern) == pieces


def test_every_letter_that_a_pattern_takes_is_folded_to_it():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    pieces = {piece for row in sieve_of_topics() for piece, _ in row}
    for letter in sorted(set("".join(pieces))):
        taken = re.findall(r"\d" if letter == "0" else re.escape(letter), everything, re.I)
        assert {sieve.folded(one) for one in taken} == {letter}, letter


def test_no_topic_is_lost_or_gained_by_the_sieve():
    texts = {clean(turn) for turn in said()}
    texts |= {gloss(text, detect(text)) for text in texts if not text.isascii()}
    assert len(texts) > 3000
    assert [text for text in texts if list(topics.topics(text).items()) != list(plain(text).items())] == []


def test_a_burst_is_read_line_by_line_too():
    burst = "stop it\nhow much is it\nis breakfast included?\nI WANT TO BOOK"
    assert list(topics.topics(burst).items()) == list(plain(burst).items())
    assert {"price", "booking", "opt_out"} <= topics.topics(burst).keys()


def said() -> list[str]:
    """What customers say in all question files, the shipped ones and the rounds; bursts as they stand."""
    files = [*DATA.glob("*.jsonl"), *(SHIPPED / "suite").glob("*.jsonl")]
    return [turn for file in files for case in suite.read(file) for turn in case.get("turns") or [case.get("text", "")]]


def sieve_of_topics() -> list[list[tuple[str, int]]]:
    return [topics.sieve().short, *topics.sieve().long.values()]


def plain(glossed: str) -> dict[str, str]:
    """Every rule over every part, one after the other."""
    found: dict[str, str] = {}
    for part in topics.parts(glossed):
        for rule, anyhow in whole():
            missing = rule.topic not in found
            if missing and anyhow.search(part) and not (rule.unless and rule.unless.search(part)):
                found[rule.topic] = rule.intent
    return found


def whole() -> list[tuple[topics.Rule, re.Pattern[str]]]:
    return [(rule, topics.either([one.pattern for one in rule.any])) for rule in topics.rules()]
