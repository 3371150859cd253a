"""The whole table, row by row: what moves, what stays, and that nothing ever goes back."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.automation.actions import AddTask, MoveStage, Notify, SetPriority, SuggestStage
from cairn.automation.decide import Facts, decide
from cairn.automation.transitions import CLOSED, LADDER, TABLE, Mode, Trigger
from cairn.leads.models import Priority, Stage

CASES = [(rule, stage) for rule in TABLE for stage in Stage]
TRIP = "Sunrise Ridge"
# One message, or occasion, that pulls this trigger and none that goes further.
NEWS = {
    Trigger.BOOKING_INTENT: {"intents": {"booking"}, "trip": TRIP},
    Trigger.DATES_GIVEN: {"intents": {"availability"}, "trip": TRIP, "dates": ("08-12",), "people": 2},
    Trigger.BUDGET_GIVEN: {"intents": {"recommendation"}, "budget": 1_000_000},
    Trigger.INTEREST_SHOWN: {"intents": {"inclusions"}, "trip": TRIP, "sentiment": "positive"},
    Trigger.PRICING_ASKED: {"intents": {"pricing"}, "trip": TRIP},
    Trigger.TRIP_ASKED: {"intents": {"itinerary"}, "trip": TRIP},
    Trigger.ENGAGED: {"intents": {"policy"}},
    Trigger.BARGAINED: {"intents": {"pricing"}, "trip": TRIP, "bargains": True},
}


def news(trigger: Trigger, stage: str, **more: object) -> Facts:
    said = dict(NEWS.get(trigger, {"occasion": trigger}))
    if "intents" in said:
        said["intents"] = frozenset(said["intents"])
    return Facts(stage=stage, message_id=7, confidence=0.9, **(said | more))


def of(kind: type, actions: list) -> list:
    return [action for action in actions if isinstance(action, kind)]


@pytest.mark.parametrize(("rule", "stage"), CASES, ids=lambda value: getattr(value, "rule", str(value)))
def test_each_rule_moves_from_its_stages_and_only_from_them(rule, stage):
    actions = decide(news(rule.trigger, stage))
    own = [action for action in actions if action.reason.rule == rule.rule]
    if stage in rule.sources and rule.mode is Mode.DO:
        assert of(MoveStage, own)[0].to == rule.to
    elif stage in rule.sources:
        assert of(SuggestStage, own)[0].to == rule.to and len(own) == 1
    elif stage in rule.stays:
        assert own and not of(MoveStage, own)
    else:
        assert own == []


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.rule)
def test_what_follows_stands_in_the_table(rule):
    own = decide(news(rule.trigger, rule.sources[0], modes={rule.rule: Mode.DO}))
    assert [(task.type, task.key, task.within) for task in of(AddTask, own)] == [
        (task.type, task.reason, task.within) for task in rule.tasks
    ]
    assert [action.to for action in of(SetPriority, own)] == ([rule.priority] if rule.priority else [])
    assert len(of(Notify, own)) == bool(rule.notify)
    assert all(action.reason.message_id == 7 and action.reason.confidence == 0.9 for action in own)
    assert not any("{" in action.reason.text for action in own)


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.rule)
def test_each_rule_can_be_suggested_or_off(rule):
    assert decide(news(rule.trigger, rule.sources[-1], modes={name.value: Mode.OFF for name in Trigger})) == []
    suggested = decide(news(rule.trigger, rule.sources[-1], modes={name.value: Mode.SUGGEST for name in Trigger}))
    assert [(type(action), action.to) for action in suggested] == [(SuggestStage, rule.to)]


def test_the_table_itself_only_goes_forward():
    for rule in TABLE:
        assert not set(rule.sources) & set(CLOSED)
        assert rule.to == Stage.LOST or all(LADDER.index(s) < LADDER.index(rule.to) for s in rule.sources)
    assert {rule.trigger for rule in TABLE} == set(Trigger)
    assert all(rule.mode is not Mode.DO for rule in TABLE if rule.to == Stage.LOST)


@pytest.mark.parametrize("intent", ["opt_out", "complaint", "emergency", "cancel", "offtopic"])
def test_whoever_complains_or_leaves_is_no_hot_lead(intent):
    assert decide(Facts(stage="inquiry", intents=frozenset({intent, "booking", "pricing"}), trip=TRIP)) == []


def test_a_wish_to_book_is_heard_beside_the_wish_for_a_person():
    facts = Facts(stage="inquiry", intents=frozenset({"human_request", "booking"}), expect="handover")
    assert of(MoveStage, decide(facts))[0].to == Stage.QUALIFIED
    assert decide(replace(facts, intents=frozenset({"payment", "booking"}))) == []


@pytest.mark.parametrize("undone", ["pricing_asked", "interest_shown"])
def test_what_was_taken_back_is_only_suggested_and_so_is_a_weaker_sign(undone):
    facts = news(Trigger.PRICING_ASKED, "inquiry", undone=frozenset({undone}))
    assert [type(action) for action in decide(facts)] == [SuggestStage]
    assert of(MoveStage, decide(replace(facts, undone=frozenset({"trip_asked"}))))


def test_a_customer_who_waits_for_a_call_rings_also_after_an_undo():
    actions = decide(news(Trigger.BOOKING_INTENT, "interested", undone=frozenset({"booking_intent"})))
    assert [type(action) for action in actions] == [SuggestStage, SetPriority, AddTask, Notify]


def test_the_furthest_rule_acts_alone():
    facts = news(Trigger.PRICING_ASKED, "inquiry", intents=frozenset({"pricing", "booking"}))
    assert {action.reason.rule for action in decide(facts)} == {"booking_intent"}


INTENTS = [
    "booking",
    "pricing",
    "dates",
    "policy",
    "recommendation",
    "smalltalk",
    "complaint",
    "human_request",
    "payment",
]
ANY = st.builds(
    Facts,
    stage=st.sampled_from(Stage.values),
    priority=st.sampled_from(Priority.values),
    intents=st.frozensets(st.sampled_from(INTENTS)),
    expect=st.sampled_from(["answer", "clarify", "handover", "abstain", "refuse", "opt_out"]),
    sentiment=st.sampled_from(["positive", "neutral", "negative"]),
    trip=st.sampled_from(["", TRIP, "50% {off} trip"]),
    dates=st.sampled_from([(), ("08",), ("08-12",)]),
    people=st.none() | st.integers(1, 40),
    budget=st.none() | st.integers(1, 10_000_000),
    bargains=st.booleans(),
    occasion=st.none() | st.sampled_from(Trigger),
    undone=st.frozensets(st.sampled_from([name.value for name in Trigger])),
    modes=st.dictionaries(st.sampled_from([name.value for name in Trigger]), st.sampled_from(Mode)),
)


@given(ANY)
def test_no_facts_move_a_lead_backwards_or_reopen_it(facts):
    actions = decide(facts)
    assert actions == decide(facts)
    moves = of(MoveStage, actions) + of(SuggestStage, actions)
    assert len(of(MoveStage, actions)) <= 1
    assert not (moves and facts.stage in CLOSED)
    for move in moves:
        assert move.to == Stage.LOST or LADDER.index(move.to) > LADDER.index(Stage(facts.stage))
    for raised in of(SetPriority, actions):
        assert Priority.values.index(raised.to) > Priority.values.index(facts.priority)
    assert len({action.reason.rule for action in actions if not isinstance(action, SuggestStage)}) <= 1
    assert all(facts.modes.get(action.reason.rule) is not Mode.OFF for action in actions)


def test_deciding_takes_less_than_five_milliseconds():
    facts = news(Trigger.BOOKING_INTENT, "inquiry")
    started = time.perf_counter()
    for _ in range(100):
        decide(facts)
    assert (time.perf_counter() - started) / 100 < 0.005
