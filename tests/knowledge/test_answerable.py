"""The head that tells whether search found an answer, and the file it is fitted from."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cairn.assistant.understand import understand
from cairn.catalog.snapshot import Snapshot
from cairn.knowledge.answerable import NAMES, answerable, features, head
from cairn.knowledge.search import search

pytestmark = pytest.mark.django_db
LABELLED = Path(__file__).parent / "data" / "answerable.jsonl"
KINDS = ("faq", "policy", "document")


def chance(question):
    said = understand(question, [], snapshot=Snapshot.current(), today=date(2026, 11, 25)).message.glossed
    return answerable(said, search(said, kinds=KINDS, limit=12))


def test_the_head_says_when_it_was_fitted_and_how_well(demo):
    told = head()
    assert told["fitted"] and told["auroc"] >= 0.93 and told["ece"] <= 0.08
    assert told["features"] == list(NAMES) == list(NAMES)[: len(told["weights"])]


@pytest.mark.parametrize("question", ["can I bring my dog", "is alcohol allowed", "how long does a refund take"])
def test_what_a_faq_answers_is_likely(demo, question):
    assert chance(question) > 0.6


@pytest.mark.parametrize(
    "question", ["who won the cricket match", "do you sell gift vouchers", "which moon is the largest"]
)
def test_what_nothing_answers_is_unlikely(demo, question):
    assert chance(question) < 0.35


def test_nothing_found_is_no_answer(demo):
    assert answerable("anything", []) == 0.0


def test_the_labelled_questions_are_ranked_well(demo):
    """A coarse check on a part of the file; the figures by cross-validation stand in the head."""
    cases = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()][::4]
    good = [chance(case["text"]) for case in cases if case["sources"]]
    bad = [chance(case["text"]) for case in cases if not case["sources"]]
    assert sum(g > b for g in good for b in bad) / (len(good) * len(bad)) > 0.88


def test_features_are_numbers_for_any_text(demo):
    for question in ("", "😀", "क्या एडवांस वापस मिलता है?", "x" * 900):
        hits = search(question, limit=3)
        assert not hits or all(isinstance(value, float) for value in features(question, hits))
