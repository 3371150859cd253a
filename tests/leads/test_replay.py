"""The journal tells every lead as it is: replayed over damage, over nothing, twice, half-way, after an erasure."""

from __future__ import annotations

import pytest
from django.db import connection

from bench.client import text_webhook
from cairn.automation.undo import undo
from cairn.console import replaying
from cairn.conversations.models import Contact
from cairn.inbound import merging
from cairn.journal.models import Event, LeadChange
from cairn.leads import assign, change, replay, scoring, stages
from cairn.leads.models import Lead
from cairn.lib import clock
from cairn.privacy import erase
from tests.inbound.bodies import arrive, own_numbers

pytestmark = pytest.mark.django_db


def writes(person: int, *words: str) -> Lead:
    first = person * 100 + Event.objects.count()
    arrive(*(text_webhook(first + place, person=person, words=text) for place, text in enumerate(words)))
    return Lead.objects.get(contact__phone=f"+91980{person:07d}", merged_into=None)


@pytest.fixture
def history(channel, asha, rohan) -> list[Lead]:
    """Four people: messages, fields, moves and one taken back, hand-overs, a merge, a merge taken back."""
    own_numbers()
    kavya, ravi, meera, second = (writes(number, "Hi", "Is Goa open?", "Two of us in May") for number in range(1, 5))
    change.change(
        kavya, {"party_size": 4, "budget": 90_000_00, "tags": ["goa", "families"], "extra": {"city": "Pune"}}, user=asha
    )
    stages.move(kavya, to="interested", actor="staff", user=asha)
    stages.move(kavya, to="lost", actor="staff", user=asha, reason="Went elsewhere")
    undo(Event.objects.filter(type="stage_changed").latest("pk"), asha)
    assign.give([kavya.pk, ravi.pk], to=rohan, user=asha)
    assign.give([ravi.pk], to=None, user=asha)
    change.change(ravi, {"name": "Ravi Kumar", "priority": "urgent", "travel_dates": "all of May"}, user=asha)
    merging.merge(meera.contact, second.contact, user=asha, reason="Two phones")
    made = merging.merge(kavya.contact, ravi.contact, user=asha, reason="Looks alike")
    merging.undo(made, user=asha)
    stages.move(meera, to="lost", actor="staff", user=asha, reason="Too far")
    writes(1, "We are five now")
    scoring.refresh_some()
    return list(Lead.objects.order_by("pk"))


def rows() -> list[tuple]:
    """Every column of every lead."""
    return list(Lead.objects.order_by("pk").values_list())


def told(**how) -> list[str]:
    lines: list[str] = []
    replay.replay(tell=lambda one: lines.append(str(one)), **how)
    return lines


def lose(*ids: int, settings: str = "replica") -> None:
    """Rows go behind the database's back, as a bad disk or a wrong hand takes them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL session_replication_role = {settings}")
        cursor.execute("DELETE FROM leads_lead WHERE id = ANY (%s)", [list(ids)])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_the_journal_tells_is_what_the_rows_hold(history):
    assert len(history) == 4 and {lead.stage for lead in history} >= {"inquiry", "interested", "lost"}
    assert told() == []


def test_all_leads_come_back_from_the_journal_field_by_field(history):
    before = rows()
    lose(*[lead.pk for lead in history])
    assert told() == [f"lead {lead.pk}: missing" for lead in history]
    assert replay.replay(write=True).written == 4
    assert rows() == before
    assert writes(9, "Hi").pk > history[-1].pk


def test_damage_is_told_by_field_and_made_good_once(history, asha):
    before, lead = rows(), history[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE leads_lead SET stage = 'won', score = 1, owner_id = NULL WHERE id = %s", [lead.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert [line.split(":")[0] for line in told()] == [
        f"lead {lead.pk} {name}" for name in ("owner_id", "score", "stage")
    ]
    assert [replay.replay(write=True).written for _ in range(2)] == [1, 0]
    assert rows() == before


def test_killed_half_way_the_next_run_finishes(history, monkeypatch):
    before, put_all = rows(), replay.put_all
    lose(*[lead.pk for lead in history])
    monkeypatch.setattr(replay, "BATCH", 1)
    monkeypatch.setattr(
        replay, "put_all", lambda ids, values: put_all(ids, values) if ids[0] < history[2].pk else 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        replay.replay(write=True)
    assert Lead.objects.count() == 2
    monkeypatch.setattr(replay, "put_all", put_all)
    assert replay.replay(write=True).written == 2 and rows() == before


def test_a_lead_as_it_was_at_a_time(history, asha):
    then = clock.now()
    stages.move(history[0], to="won", actor="staff", user=asha, reason="Paid in the office")
    assert f'lead {history[0].pk} stage: the journal tells "interested", the row holds "won"' in told(until=then)


def test_whoever_was_erased_does_not_come_back(history, asha):
    kavya = history[0]
    number = kavya.pk
    erase.run(erase.ask(kavya.contact, user=asha, typed=erase.words(kavya.contact)).pk)
    assert not LeadChange.objects.filter(lead_id=number).exists()
    assert told(write=True) == [] and not Lead.objects.filter(pk=number).exists()


def test_a_lead_whose_conversation_is_gone_is_not_made_again(history):
    lose(history[0].pk)
    LeadChange.objects.filter(lead_id=history[0].pk).update(
        what={"conversation_id": 0, "contact_id": history[0].contact_id}
    )
    assert replay.replay(write=True).written == 0 and not Lead.objects.filter(pk=history[0].pk).exists()


def test_what_moves_with_every_message_takes_one_row(history):
    many = LeadChange.objects.count()
    writes(2, "Hello", "Are you there", "Hello again")
    scoring.again(history[1].pk)
    assert LeadChange.objects.count() <= many + 1


def test_the_command_prints_a_line_a_field(history):
    lines: list[str] = []
    lose(history[1].pk)
    assert replaying.leads(write=False, until=None, tell=lines.append) == "3 leads, 1 differences."
    assert lines == [f"lead {history[1].pk}: missing"]
    assert replaying.leads(write=True, until=None, tell=lines.append).endswith("1 leads written.")


def test_no_word_of_a_customer_is_noted(history):
    assert not [row for row in LeadChange.objects.all() if "Goa" in str(row.what) or Contact.__name__ in row.what]
