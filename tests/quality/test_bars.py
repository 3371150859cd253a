"""The bars below which answers may not fall; the full figures stand in docs/quality.md."""

from datetime import date

import pytest

from tests.quality.run import cases, judged

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def asked(file, every=1):
    return [judged(case, today=TODAY) for case in cases(file)[::every]]


def passed(rows):
    return sum(bool(row["passed"]) for row in rows) / len(rows)


def test_the_development_questions_are_answered_and_nothing_wrong_is_said(demo):
    rows = asked("questions_dev.jsonl")
    assert passed(rows) >= 0.97, [row["id"] for row in rows if not row["passed"]]
    assert not [(row["id"], row["wrong"]) for row in rows if row["wrong"]]


def test_our_own_questions_are_answered(demo):
    rows = [row for file in ("own.jsonl", "own2.jsonl", "own3.jsonl", "own4.jsonl") for row in asked(file, every=5)]
    assert passed(rows) >= 0.95, [row["question"] for row in rows if not row["passed"]]


def test_what_customers_want_is_understood(demo):
    assert passed(asked("intents_dev.jsonl", every=4)) >= 0.9
