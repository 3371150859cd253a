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
    rows = asked("questions.jsonl")
    assert passed(rows) >= 0.97, [row["id"] for row in rows if not row["passed"]]
    assert not [(row["id"], row["wrong"]) for row in rows if row["wrong"]]


def test_our_own_questions_are_answered(demo):
    files = ("own", "own2", "own3", "own4", "own6", "own7", "own8", "own9", "own10", "own11", "own12", "own13", "own14")
    rows = [row for file in files for row in asked(f"{file}.jsonl", every=6)]
    assert passed(rows) >= 0.95, [row["question"] for row in rows if not row["passed"]]


def test_what_customers_want_is_understood(demo):
    assert passed(asked("intents.jsonl", every=4)) >= 0.9


CRITICAL = {"opt_out", "human_request", "emergency", "complaint"}


def test_grave_messages_are_recognised_and_words_that_only_sound_so_raise_no_alarm(demo):
    cases_of = [case for file in ("own6", "own7", "own8", "own9") for case in cases(f"{file}.jsonl")]
    grave = [case for case in cases_of if set(case["intents"]) & CRITICAL]
    harmless = [case for case in cases_of if case["kind"] == "false_alarm"]
    missed = [c["turns"] for c in grave if not judged(c, today=TODAY)["passed"]]
    alarms = [c["turns"] for c in harmless if CRITICAL & set(judged(c, today=TODAY)["reply"]["intents"])]
    assert len(missed) <= 0.05 * len(grave), missed
    assert len(alarms) <= 0.05 * len(harmless), alarms
