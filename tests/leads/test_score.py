"""The score as a sum that can be read, and the priority that follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.journal.models import Event
from cairn.leads import scoring
from cairn.leads.change import change
from cairn.leads.models import Lead, Stage
from cairn.leads.score import SIGNS, Facts, priority, score
from cairn.lib import clock
from tests.leads.conftest import lead_of


def whys(facts: Facts) -> list[str]:
    return [part.why for part in score(facts).parts]


def test_what_was_told_adds_up_and_every_point_has_its_reason():
    facts = Facts(party_size=2, travel_dates="08-12", trip=True, signs={"booking": "2026-11-24T10:00:00+00:00"})
    found = score(facts)
    assert found.points == sum(part.points for part in found.parts) == 20 + 25 + 12 + 10 + 8
    assert whys(facts)[:2] == ["Wrote to you", "Asked to book"]


@pytest.mark.parametrize(
    ("facts", "why", "up"),
    [
        (Facts(budget=100, value=90), "The budget is enough", True),
        (Facts(budget=80, value=90), "The budget is below the price", False),
        (Facts(budget=80), "Named a budget", True),
        (Facts(source="referral"), "Came by recommendation", True),
        (Facts(source="ad"), "Came from an advertisement", True),
        (Facts(stage=Stage.NEGOTIATION), "Talks about the price", True),
        (Facts(signs={"complaint": ""}), "Complained", False),
        (Facts(signs={"fast": ""}), "Answers quickly", True),
        (Facts(quiet=timedelta(days=5)), "Silent for 5 days", False),
        (Facts(party_size=1), "Travels alone", True),
    ],
)
def test_each_reason_moves_the_score_its_way(facts, why, up):
    assert why in whys(facts)
    assert (score(facts).points > score(Facts()).points) is up


def test_who_wants_no_messages_is_nobody_to_call():
    assert score(Facts(opted_out=True, trip=True)).points == 0


facts = st.builds(
    Facts,
    stage=st.sampled_from(Stage.values),
    source=st.sampled_from(["whatsapp", "ad", "referral", "import"]),
    party_size=st.none() | st.integers(0, 5000),
    travel_dates=st.sampled_from(["", "08-12"]),
    budget=st.none() | st.integers(0, 2**31),
    trip=st.booleans(),
    value=st.none() | st.integers(0, 2**40),
    quiet=st.timedeltas(timedelta(0), timedelta(days=4000)),
    opted_out=st.booleans(),
    signs=st.dictionaries(st.sampled_from([*SIGNS, "unknown"]), st.just("2026-11-24T10:00:00+00:00")),
)


@given(facts)
def test_the_score_stays_between_0_and_100_and_silence_never_raises_it(known):
    from dataclasses import replace

    now = score(known).points
    assert 0 <= now <= 100
    assert score(replace(known, quiet=known.quiet + timedelta(days=3))).points <= now


@pytest.mark.django_db
class TestOnTheLead:
    def test_silence_lowers_the_score_day_by_day(self, channel):
        lead = lead_of(channel, hours=24 * 6)
        assert scoring.refresh_some() == 1
        lead.refresh_from_db()
        assert lead.score < 20 and "Silent for 6 days" in [part["why"] for part in lead.score_parts]

    def test_a_score_is_counted_again_only_when_it_is_old(self, priya):
        assert (scoring.refresh_some(), scoring.refresh_some()) == (1, 0)
        Lead.objects.update(scored_at=clock.now() - timedelta(hours=13))
        assert scoring.refresh_some() == 1

    def test_signs_are_remembered_when_the_score_is_counted_again(self, priya):
        scoring.count(priya, {"booking": "2026-11-24T10:00:00+00:00"})
        priya.save()
        Lead.objects.update(scored_at=None)
        scoring.refresh_some()
        priya.refresh_from_db()
        assert "Asked to book" in [part["why"] for part in priya.score_parts]

    def test_the_score_raises_the_priority_and_says_so(self, priya):
        scoring.count(priya, dict.fromkeys(("booking", "payment", "fast"), "2026-11-24T10:00:00+00:00"))
        Lead.objects.filter(pk=priya.pk).update(score_parts=priya.score_parts)
        scoring.refresh_some()
        priya.refresh_from_db()
        assert priya.priority == "high"
        assert Event.objects.get(type="lead_updated").data["changed"] == {"priority": ["medium", "high"]}

    def test_the_score_lowers_only_what_it_raised_itself(self, channel):
        by_rule = lead_of(channel, hours=24 * 30, priority="high")
        by_score = lead_of(channel, hours=24 * 30, priority="high", scored_priority="high")
        scoring.refresh_some()
        by_rule.refresh_from_db()
        by_score.refresh_from_db()
        assert (by_rule.priority, by_score.priority) == ("high", "low")

    def test_a_priority_that_a_person_chose_is_never_lowered_by_the_score(self, channel, asha):
        lead = lead_of(channel, hours=24 * 30, priority="high", scored_priority="high")
        change(lead, {"priority": "medium"}, user=asha)
        scoring.refresh_some()
        lead.refresh_from_db()
        assert lead.priority == "medium"

    def test_thresholds(self):
        assert [priority(points) for points in (0, 14, 15, 64, 65, 100)] == ["low"] * 2 + ["medium"] * 2 + ["high"] * 2

    def test_many_leads_cost_a_constant_number_of_statements(self, channel, django_assert_max_num_queries):
        for _ in range(30):
            lead_of(channel, hours=24 * 9)
        with django_assert_max_num_queries(8):
            assert scoring.refresh_some() == 30
