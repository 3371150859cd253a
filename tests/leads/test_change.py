"""Editing a lead, giving it to people, tags, and the firm's own fields."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from cairn.accounts.models import Firm, User
from cairn.catalog.models import Trip
from cairn.journal.models import Event
from cairn.leads import assign, capture, fields, tags
from cairn.leads.change import change
from cairn.leads.models import CustomField, Lead, Task
from tests.conftest import person
from tests.leads.conftest import lead_of, task_of

pytestmark = pytest.mark.django_db


def updates():
    return Event.objects.filter(type="lead_updated").order_by("pk")


def test_a_change_says_what_was_and_what_is(priya, asha):
    changed = change(priya, {"party_size": 2, "travel_dates": "August"}, user=asha)
    assert changed == {"party_size": [None, 2], "travel_dates": ["", "August"]}
    event = updates().get()
    assert event.data["changed"] == changed and event.user_id == asha.pk


def test_the_same_change_again_tells_nothing(priya, asha):
    change(priya, {"party_size": 2}, user=asha)
    assert change(priya, {"party_size": 2}, user=asha) == {}
    assert updates().count() == 1


def test_trip_and_party_give_the_lead_its_value_with_the_discount_of_the_group(priya):
    trip = Trip.objects.get(name="7-Day Maharashtra Explorer")
    change(priya, {"trip": trip, "party_size": 2})
    priya.refresh_from_db()
    assert priya.value == 2 * trip.price
    change(priya, {"party_size": 12})
    priya.refresh_from_db()
    assert 0 < priya.value < 12 * trip.price
    change(priya, {"trip": None})
    priya.refresh_from_db()
    assert priya.value is None


def test_an_edit_changes_the_score(priya):
    change(priya, {"party_size": 4})
    priya.refresh_from_db()
    assert "4 travellers" in [part["why"] for part in priya.score_parts]


def test_own_fields_join_those_that_are_there_and_an_empty_one_goes(priya):
    change(priya, {"extra": {"hotel": "Taj"}})
    change(priya, {"extra": {"diet": "veg"}})
    change(priya, {"extra": {"hotel": ""}})
    priya.refresh_from_db()
    assert priya.extra == {"diet": "veg"}


def test_a_lead_given_away_takes_its_open_tasks_along(priya, asha, rohan):
    nobodys, ashas, done = task_of(priya), task_of(priya, assignee=asha), task_of(priya, status="done")
    assert assign.give([priya.pk], to=rohan, user=asha) == [priya.pk]
    assert assign.give([priya.pk], to=rohan, user=asha) == []
    assert list(Task.objects.filter(assignee=rohan)) == [nobodys]
    assert Task.objects.get(pk=ashas.pk).assignee == asha and Task.objects.get(pk=done.pk).assignee is None
    assert Event.objects.get(type="assigned").data["to"] == rohan.pk


def test_a_new_lead_goes_to_whoever_has_waited_longest(priya, asha, rohan, vera):
    Firm.objects.update(round_robin=True)
    turns = [assign.next_in_turn() for _ in range(4)]
    assert turns[0] != turns[1] and turns[:2] == turns[2:]
    assert vera not in turns
    User.objects.filter(pk=asha.pk).update(takes_leads=False)
    assert {assign.next_in_turn() for _ in range(3)} == {rohan}


def test_nobody_gets_a_lead_while_turns_are_off(asha):
    assert assign.next_in_turn() is None


@pytest.mark.django_db(transaction=True)
def test_twenty_leads_at_once_over_three_people_differ_by_one_at_most(demo, asha, rohan):
    person("meera@trekandstay.test", "Meera Rao", "agent")
    Firm.objects.update(round_robin=True)
    got = []

    def take():
        try:
            got.append(assign.next_in_turn().pk)
        finally:
            connection.close()

    threads = [Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    each = sorted(got.count(pk) for pk in set(got))
    assert len(got) == 20 and each == [6, 7, 7]


def test_tags_are_kept_once_whatever_their_capitals():
    assert tags.clean([" VIP ", "vip", "#monsoon", "a, b", ""]) == ["VIP", "monsoon", "a b"]


def test_tags_are_completed_from_those_in_use(channel):
    for names in (["monsoon"], ["monsoon", "vip"], ["moon"]):
        lead_of(channel, tags=names)
    assert tags.known("mo") == ["monsoon", "moon"]


def test_a_tag_is_put_on_many_and_told_for_those_that_had_it_not(channel, asha):
    leads = [lead_of(channel, tags=["vip"]), lead_of(channel)]
    assert tags.add([lead.pk for lead in leads], "vip", user=asha) == [leads[1].pk]
    assert updates().count() == 1


def test_a_field_of_the_firm_reads_only_what_fits(db):
    diet = fields.add("Diet", "choice", ["Veg", "Jain"])
    assert fields.read(diet, "veg") == "Veg"
    with pytest.raises(fields.Unfit, match="one of: Veg, Jain"):
        fields.read(diet, "Fish")
    age = CustomField(label="Age", kind="number")
    assert fields.read(age, "1,200") == 1200 and fields.read(age, "") is None
    for wrong in ("twelve", "1e9", "NaN"):
        with pytest.raises(fields.Unfit, match="is a number"):
            fields.read(age, wrong)


@pytest.mark.parametrize(("label", "kind", "choices"), [("", "text", []), ("X", "odd", []), ("X", "choice", ["one"])])
def test_a_field_that_makes_no_sense_is_refused(label, kind, choices, db):
    with pytest.raises(fields.Unfit):
        fields.add(label, kind, choices)


def test_a_name_is_taken_once(db):
    fields.add("Diet", "text", [])
    with pytest.raises(fields.Unfit, match="another name"):
        fields.add("diet", "text", [])


class TestMerging:
    def test_two_leads_become_one_and_two_again(self, channel):
        first, second = lead_of(channel, "Priya"), lead_of(channel, "P Nair", party_size=3, tags=["vip"])
        mine, first_contact = task_of(second), task_of(second, type="initial_contact")
        moved = capture.merge_leads(first.conversation, second.conversation)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (second.merged_into, first.party_size, first.tags) == (first, 3, ["vip"])
        assert set(Task.objects.open()) == {mine} and Task.objects.get(pk=mine.pk).lead == first
        capture.unmerge_leads(moved)
        capture.unmerge_leads(moved)
        second.refresh_from_db()
        assert second.merged_into is None
        assert set(Task.objects.open().filter(lead=second)) == {mine, first_contact}

    def test_what_was_moved_is_plain_json(self, channel):
        import json

        first, second = lead_of(channel), lead_of(channel)
        task_of(second)
        moved = capture.merge_leads(first.conversation, second.conversation)
        assert json.loads(json.dumps(moved)) == moved

    def test_merging_twice_moves_nothing_more(self, channel):
        first, second = lead_of(channel), lead_of(channel)
        capture.merge_leads(first.conversation, second.conversation)
        assert capture.merge_leads(first.conversation, second.conversation)["leads"] == []
        assert Event.objects.filter(type="merged").count() == 1

    def test_tasks_for_the_same_reason_do_not_collide(self, channel):
        first, second = lead_of(channel), lead_of(channel)
        task_of(first, reason="pricing")
        task_of(second, reason="pricing")
        capture.merge_leads(first.conversation, second.conversation)
        assert Task.objects.open().filter(lead=first).count() == 1
        assert Lead.objects.filter(merged_into=first).count() == 1
