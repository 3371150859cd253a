"""One act on many conversations: in one request, bounded, with one way back."""

from __future__ import annotations

import json

import pytest

from cairn.conversations.models import Conversation
from cairn.leads.models import Lead
from tests.dashboard.conftest import page, signed_in, talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(channel):
    return [talks(channel, name) for name in ("Priya", "Rahul", "Fatima")]


def act(client, picked, **form):
    form = {"talks": [talk.pk for talk in picked]} | form
    return client.post("/inbox/act", form, headers={"HX-Request": "true"})


def undo(client, answer):
    address = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    return client.post(address, headers={"HX-Request": "true"})


def words(answer) -> str:
    return json.loads(answer["HX-Trigger"])["toast"]["text"]


def states(field: str) -> set:
    return set(Conversation.objects.values_list(field, flat=True))


def test_all_picked_are_closed_and_come_back_by_one_undo(at_desk, three):
    answer = act(at_desk, three, act="close")
    assert (answer.status_code, words(answer)) == (204, "Closed: 3")
    assert states("status") == {"archived"}
    undo(at_desk, answer)
    assert states("status") == {"active"}


def test_all_picked_are_snoozed_in_the_firms_time_and_come_back(at_desk, three):
    answer = act(at_desk, three, act="snooze", until="tomorrow")
    assert None not in states("snoozed_until")
    assert "Priya" in page(at_desk, "/inbox?view=snoozed")
    undo(at_desk, answer)
    assert states("snoozed_until") == {None}


def test_they_are_given_with_their_leads_and_taken_back(at_desk, asha, rohan, three):
    answer = act(at_desk, three, act="assign", to=rohan.pk)
    assert (words(answer), states("owner")) == ("Given to Rohan Naik: 3", {rohan.pk})
    assert set(Lead.objects.values_list("owner", flat=True)) == {rohan.pk}
    undo(at_desk, answer)
    assert states("owner") == {None}
    assert set(Lead.objects.values_list("owner", flat=True)) == {None}


def test_their_leads_are_moved_and_moved_back(at_desk, three):
    answer = act(at_desk, three, act="stage", stage="qualified")
    assert set(Lead.objects.values_list("stage", flat=True)) == {"qualified"}
    undo(at_desk, answer)
    assert set(Lead.objects.values_list("stage", flat=True)) == {"inquiry"}


def test_a_loss_without_a_reason_is_refused_in_words(at_desk, three):
    answer = act(at_desk, three, act="stage", stage="lost")
    assert (answer.status_code, answer.content.decode()) == (422, "Say why the lead was lost.")
    assert act(at_desk, three, act="stage", stage="lost", reason="Too expensive").status_code == 204


def test_they_are_tagged_marked_unread_and_read(at_desk, three):
    act(at_desk, three, act="tag", tag="monsoon")
    assert {tuple(tags) for tags in Lead.objects.values_list("tags", flat=True)} == {("monsoon",)}
    assert words(act(at_desk, three, act="unread")) == "Marked: 3"
    assert words(act(at_desk, three, act="read")) == "Marked: 3"


def test_the_second_time_says_that_it_was_so_already(at_desk, three):
    act(at_desk, three, act="close")
    again = act(at_desk, three, act="close")
    assert words(again) == "That was so already"
    assert "undo" not in json.loads(again["HX-Trigger"])["toast"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "explode"},
        {"act": "snooze", "until": "yesterday"},
        {"act": "assign", "to": "999999"},
        {"act": "tag"},
    ],
)
def test_what_is_unclear_changes_nothing(at_desk, three, form):
    assert act(at_desk, three, **form).status_code == 422
    assert states("status") == {"active"}


def test_no_more_than_a_few_hundred_at_once(at_desk, three):
    many = [str(talk.pk) for talk in three] + [str(10**6 + number) for number in range(400)]
    assert at_desk.post("/inbox/act", {"talks": many[::-1], "act": "close"}).status_code == 302
    assert states("status") == {"active"}  # those beyond the first three hundred are not looked at


def test_viewers_may_not_and_strangers_are_sent_to_the_door(client, vera, three):
    assert act(signed_in(vera), three, act="close").status_code == 403
    assert client.post("/inbox/act", {"talks": [three[0].pk], "act": "close"})["Location"].startswith("/sign-in")
    assert states("status") == {"active"}


def test_thirty_cost_few_statements(at_desk, channel, rohan, django_assert_max_num_queries):
    many = [talks(channel, f"Customer {number}") for number in range(30)]
    with django_assert_max_num_queries(30):
        act(at_desk, many, act="assign", to=rohan.pk)
