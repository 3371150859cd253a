"""Every error code of the reference has a meaning in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cairn.channels.whatsapp.error_table import CODES, FAMILIES
from cairn.channels.whatsapp.errors import UNSAID, Action, GraphError, classify, explain, graph_problem
from cairn.conversations.events import Problem

REQUESTS = Path(__file__).parents[1] / "payloads" / "requests"
BY_ACTION = {
    Action.RETRY: [1, 2, 4, 17, 613, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 2494100],
    Action.LATER: [131049, 131060, 132015, 132069, 134101],
    Action.NEVER: [130403, 130472, 130497, 131026, 131036, 131050],
    Action.TEMPLATE: [131047],
    Action.FIX: [
        33, 100, 104, 2046, 2047, 2635, 130501, 131008, 131009, 131020, 131021, 131030, 131035, 131041, 131051, 131052,
        131053, 131055, 131059, 131062, 131063, 131201, 131215, 132000, 132001, 132005, 132007, 132008, 132012, 132016,
        132018, 132068, 134100, 134102, 135000, 138000, 138021, 139000, 139004, 139100, 139103, 147001, 147005, 200002,
        2388040, 2593107, 2593109, 1752041,
    ],
    Action.ALERT: [
        0, 3, 10, 190, 200, 299, 368, 131005, 131031, 131037, 131042, 131044, 131045, 131048, 131064, 133000, 133005,
        133006, 133008, 133009, 133010, 133015, 133016, 134011, 137000,
    ],
}  # fmt: skip
LISTED = [(code, action) for action, codes in BY_ACTION.items() for code in codes]


@pytest.mark.parametrize(("code", "action"), LISTED)
def test_every_code_of_the_reference_is_listed(code: int, action: Action) -> None:
    meaning = classify(code)
    assert (meaning.code, meaning.action) == (code, action)
    assert meaning.title != classify(987654).title


def test_the_table_holds_nothing_untested() -> None:
    assert set(CODES) <= {code for code, _ in LISTED}


@pytest.mark.parametrize("meaning", [*CODES.values(), *(family for _, family in FAMILIES)], ids=lambda m: str(m.code))
def test_the_words_are_short_plain_sentences(meaning: GraphError) -> None:
    for words in (meaning.means, meaning.advice):
        assert words.endswith(".")
        assert len(words) <= 120
        assert not set(words.lower().split()) & {"he", "she", "his", "her", "him"}
        assert "Meta " not in meaning.means


def test_only_these_are_sure_to_be_sent_once_when_tried_again() -> None:
    again = {code for code in BY_ACTION[Action.RETRY] if classify(code).surely_not_sent}
    assert again == {4, 17, 613, 80007, 130429, 131056}


@pytest.mark.parametrize("code", [999999, -1, 138022, 2**40])
def test_an_unlisted_code_is_never_retried_and_staff_are_told(code: int) -> None:
    meaning = classify(code)
    assert (meaning.code, meaning.action, meaning.surely_not_sent) == (code, Action.NEVER, False)


def test_a_receipt_without_a_code_is_not_a_broken_token() -> None:
    assert explain(UNSAID).action is Action.NEVER
    assert explain(Problem(0, "AuthException")).action is Action.ALERT
    assert explain(Problem(131047)).action is Action.TEMPLATE


@pytest.mark.parametrize("path", sorted(REQUESTS.glob("error_*.json")), ids=lambda path: path.stem)
def test_every_captured_refusal_is_read(path: Path) -> None:
    answer = json.loads(path.read_bytes())["response"].get("json")
    if answer is None:
        return
    problem = graph_problem(answer)
    assert problem is not None
    assert problem.code == answer["error"]["code"]
    assert problem.title
    assert not problem.title.startswith("(#")
    data = answer["error"].get("error_data")
    assert problem.details == (data["details"] if data else answer["error"].get("error_user_msg", ""))


@pytest.mark.parametrize("body", [{}, {"error": None}, {"error": "x"}, {"error": {}}, {"error": {"code": [1]}}])
def test_what_is_no_graph_error_is_none(body: dict[str, object]) -> None:
    assert graph_problem(body) is None


def test_error_data_may_be_text() -> None:
    assert graph_problem({"error": {"code": 1, "error_data": "why"}}) == Problem(1, "", "why")
