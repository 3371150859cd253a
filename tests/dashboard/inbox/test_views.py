"""The list of the inbox: views in words, filters as chips, saved views, the head of the thread, who else is here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.catalog.models import Trip
from cairn.conversations.models import Conversation, Merge, Presence
from cairn.leads.models import Lead, SavedView
from cairn.lib import clock
from tests.dashboard.conftest import page, says, signed_in, talks

pytestmark = pytest.mark.django_db


def shown(client, query: str) -> list[int]:
    import re

    return [
        int(pk) for pk in re.findall(r'<li class="row[^"]*" id="conversation-(\d+)"', page(client, f"/inbox?{query}"))
    ]


def test_an_empty_view_says_what_is_true_and_who_has_the_chats(at_desk, channel):
    for number in range(3):
        talks(channel, f"Customer {number}")
    text = page(at_desk, "/inbox?view=needs")
    assert "Nothing waits for you." in text
    assert "3 chats are with the bot." in text
    assert "Nothing is snoozed" in page(at_desk, "/inbox?view=snoozed")


def test_who_waits_longest_is_first_where_a_reply_is_needed(at_desk, channel):
    late = talks(channel, "Late", minutes=90, assistant="off")
    called = talks(
        channel, "Called", needs_person_since=clock.now() - timedelta(minutes=20), needs_person_why="booking"
    )
    talks(channel, "Calm")
    assert shown(at_desk, "view=needs") == [late.pk, called.pk]
    assert shown(at_desk, "view=needs&sort=new") == [called.pk, late.pk]
    assert "Unanswered" in page(at_desk, "/inbox?view=needs")


def test_the_search_finds_earlier_words_and_trips_and_closed_ones(at_desk, channel, demo):
    said = talks(channel, "Priya", words="My knee hurts", status=Conversation.Status.ARCHIVED)
    says(said, "Anything else?")
    trip = Trip.objects.get(name="7-Day Maharashtra Explorer")
    about = talks(channel, "Rahul")
    Lead.objects.filter(conversation=about).update(trip=trip)
    assert shown(at_desk, "q=knee") == [said.pk]
    assert shown(at_desk, "q=maharashtra expl") == [about.pk]


@pytest.mark.parametrize(
    ("query", "lead", "talk"),
    [
        ("stage=qualified", {"stage": "qualified"}, {}),
        ("priority=urgent", {"priority": "urgent"}, {}),
        ("tag=monsoon", {"tags": ["monsoon"]}, {}),
        ("status=pending", {}, {"status": "pending"}),
        ("status=archived", {}, {"status": "archived"}),
        ("closing=1", {}, {"last_inbound_at": clock.now() - timedelta(hours=23)}),
    ],
)
def test_each_filter_leaves_those_that_it_names(at_desk, channel, query, lead, talk):
    wanted = talks(channel, "Wanted", **talk)
    talks(channel, "Other")
    Lead.objects.filter(conversation=wanted).update(**lead)
    assert shown(at_desk, query) == [wanted.pk]


def test_by_owner_mine_nobodys_and_somebodys(at_desk, channel, asha, rohan):
    mine, his, free = talks(channel, "A", owner=asha), talks(channel, "B", owner=rohan), talks(channel, "C")
    assert shown(at_desk, "owner=me") == [mine.pk]
    assert shown(at_desk, f"owner={rohan.pk}") == [his.pk]
    assert shown(at_desk, "owner=none") == [free.pk]


def test_each_part_of_the_filter_is_a_chip_that_takes_it_away(at_desk, channel):
    talks(channel, "Priya")
    text = page(at_desk, "/inbox?stage=qualified&priority=urgent")
    assert "No chat fits the filter" in text
    assert 'href="/inbox?priority=urgent" title="Take this filter away">Qualified' in text
    assert 'href="/inbox">Clear the filter' in text


def test_nonsense_in_the_address_is_left_out(at_desk, channel):
    one = talks(channel, "Priya")
    assert shown(at_desk, "stage=x&priority=;&owner=%00&trip=abc&sort=up&closing=2&status=gone&show=1e9") == [one.pk]


def test_a_view_is_kept_shared_and_forgotten(at_desk, channel, rohan):
    talks(channel, "Priya")
    at_desk.post("/inbox/views", {"name": "Hot", "query": "view=needs&priority=urgent&junk=1", "shared": "1"})
    saved = SavedView.objects.get(page="inbox")
    assert saved.query == "view=needs&priority=urgent"
    assert "Hot" in page(signed_in(rohan), "/inbox")
    assert signed_in(rohan).post(f"/inbox/views/{saved.pk}/forget").status_code == 404
    at_desk.post(f"/inbox/views/{saved.pk}/forget")
    assert not SavedView.objects.exists()


def test_what_came_back_says_why(at_desk, channel):
    since = clock.now() - timedelta(minutes=3)
    talks(channel, "Priya", needs_person_since=since, needs_person_why="payment to check", back="time")
    assert "Payment to check, back from snooze" in page(at_desk, "/inbox")


def test_the_head_says_until_when_it_is_snoozed_and_the_assistant_paused(at_desk, channel):
    until = clock.now() + timedelta(days=1)
    talk = talks(channel, "Priya", snoozed_until=until, assistant="paused", paused_until=until)
    text = page(at_desk, f"/inbox/{talk.pk}")
    assert "Snoozed until" in text
    assert "Paused<span" in text
    assert 'data-act="reopen"' in text


def test_the_assistant_is_paused_until_a_chosen_time(at_desk, channel):
    talk = talks(channel, "Priya")
    assert (
        at_desk.post(f"/inbox/{talk.pk}/pause", {"until": "tomorrow"}, headers={"HX-Request": "1"}).status_code == 204
    )
    talk.refresh_from_db()
    assert talk.assistant == "paused"
    assert talk.paused_until > clock.now()
    assert at_desk.post(f"/inbox/{talk.pk}/pause", {"until": "never"}).status_code == 422


def test_a_merged_conversation_leads_to_where_its_messages_are(at_desk, channel, asha):
    from cairn.inbound import merging

    kept, gone = talks(channel, "Priya"), talks(channel, "Priya again")
    merge = merging.merge(kept.contact, gone.contact, user=asha)
    answer = at_desk.get(f"/inbox/{gone.pk}?view=mine")
    assert (answer.status_code, answer["Location"]) == (302, f"/inbox/{kept.pk}?view=mine")
    merging.undo(Merge.objects.get(pk=merge.pk), user=asha)
    assert at_desk.get(f"/inbox/{gone.pk}").status_code == 200


def test_who_else_is_here_is_told_and_runs_through_the_door(at_desk, client, channel, rohan, vera):
    talk = talks(channel, "Priya")
    address = f"/inbox/{talk.pk}/presence"
    assert signed_in(rohan).post(address, {"state": "writes"}).status_code == 204
    assert signed_in(vera).post(address, {"state": "writes"}).status_code == 204
    text = page(at_desk, address)
    assert "Rohan Naik is typing" in text
    assert "Vera Iyer is looking at this" in text
    signed_in(rohan).post(address, {"state": "leaves"})
    assert "Rohan" not in page(at_desk, address)
    assert client.post(address, {"state": "looks"}).status_code == 302
    assert at_desk.post("/inbox/999999/presence").status_code == 404
    assert Presence.objects.count() == 1


def test_whoever_answers_second_is_asked_and_may_send_anyway(at_desk, channel, rohan):
    talk = talks(channel, "Priya")
    seen = talk.messages.latest("pk").pk
    says(talk, "It is 15,000", author="staff", user=rohan)
    form = {"mode": "reply", "text": "15,000 a person", "seen": seen, "key": "k1"}
    answer = at_desk.post(f"/inbox/{talk.pk}/say", form, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode()[:31]) == (409, "Rohan Naik answered since you b")
    assert talk.messages.count() == 2
    assert at_desk.post(f"/inbox/{talk.pk}/say", form | {"anyway": "1"}, headers={"HX-Request": "1"}).status_code == 204
    assert talk.messages.count() == 3


def test_a_note_is_never_held_back(at_desk, channel, rohan):
    talk = talks(channel, "Priya")
    seen = talk.messages.latest("pk").pk
    says(talk, "It is 15,000", author="staff", user=rohan)
    form = {"mode": "note", "text": "Call her", "seen": seen}
    assert at_desk.post(f"/inbox/{talk.pk}/say", form, headers={"HX-Request": "true"}).status_code == 204


def test_the_command_bar_finds_a_few_people_and_their_leads(at_desk, client, channel):
    for number in range(20):
        talks(channel, f"Priya {number}")
    text = page(at_desk, "/commands?q=priya")
    assert text.count('id="hit-lead-') == 8
    assert page(at_desk, "/commands?q=p").strip() == ""
    assert client.get("/commands?q=priya").status_code == 302


def test_more_rows_cost_no_more_queries_whatever_the_filter(at_desk, channel, asha, django_assert_max_num_queries):
    for number in range(30):
        talks(channel, f"Priya {number}", owner=asha, assistant="paused")
    for query in ("view=needs", "view=mine&q=priya", "stage=inquiry&owner=me", "view=bot&sort=old"):
        with django_assert_max_num_queries(12):
            page(at_desk, f"/inbox/list?{query}")
    with django_assert_max_num_queries(8):
        page(at_desk, "/commands?q=priya")
