"""`cairn evaluate`: the suite, the judge, the comparison with the last run."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cairn.assistant.evaluation import run, suite
from cairn.assistant.evaluation.claims import forbidden
from cairn.assistant.evaluation.spelling import dates_named, has, plain
from cairn.console.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def evaluated(*options: str):
    return CliRunner().invoke(main, ["evaluate", *options])


def test_the_table_is_printed_and_the_exit_code_is_zero(demo, folder):
    done = evaluated("--kind", "policy")
    assert done.exit_code == 0, done.output
    assert "policy" in done.output and "Wrong statements: 0" in done.output


def test_the_operators_own_cases_are_asked_too_and_too_many_failures_are_an_error(demo, folder):
    (folder / "suite").mkdir()
    case = {"id": "own-1", "kind": "mine", "lang": "en", "intents": ["pricing"], "expect": "answer",
            "turns": ["What does the 7-Day Maharashtra Explorer cost?"], "must": [["₹99,000"]]}  # fmt: skip
    (folder / "suite" / "mine.jsonl").write_text(json.dumps(case))
    done = evaluated("--kind", "mine")
    assert done.exit_code == 1
    assert "own-1" in done.output and "0.0 % of 1 cases pass" in done.output


def test_a_spoilt_line_is_named(demo, folder):
    (folder / "suite").mkdir()
    (folder / "suite" / "mine.jsonl").write_text('{"id": "x"}\n')
    done = evaluated("--kind", "mine")
    assert done.exit_code == 1 and "mine.jsonl, line 1 lacks" in done.output


def test_what_became_worse_or_better_is_named(folder):
    assert run.changes([{"id": "a", "passed": True}, {"id": "b", "passed": False}]) == ([], [])
    assert run.changes([{"id": "a", "passed": False}, {"id": "b", "passed": True}]) == (["a"], ["b"])


def test_the_suite_that_comes_along_has_questions_and_intents(folder):
    assert {"intents", "policy", "arithmetic"} <= {suite.kind(case) for case in suite.cases()}


@pytest.mark.parametrize(
    ("text", "wanted", "there"),
    [
        ("It is ₹15,000 per person", "15000", True),
        ("It is ₹1,15,000", "15000", False),
        ("12 to 19 Aug", "19 Aug", True),
        ("१५,००० रुपये", "15000", True),
        ("Rs 12k", "12000", True),
        ("a cat", "at", False),
    ],
)
def test_a_number_or_word_is_found_however_it_is_spelt(text, wanted, there):
    assert has(plain(text), plain(wanted)) is there


def test_all_dates_of_a_text_are_read():
    assert dates_named(plain("12-19 Aug, and Dec 5")) == {(8, 12), (8, 19), (12, 5)}


def test_a_claim_counts_only_where_it_is_stated_plainly():
    for answer, stated in (("Your seat is confirmed.", True), ("Your seat is confirmed once we see the money.", False)):
        assert forbidden(answer, plain(answer), "claim:seat is confirmed") is stated
