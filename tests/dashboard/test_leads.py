"""The page of a lead, the list, the way in and out: seen, edited, refused."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.catalog.models import Trip
from cairn.conversations.models import Conversation, Message
from cairn.journal.models import Event
from cairn.leads import calendar, fields
from cairn.leads.models import CustomField, Import, Lead, SavedView, Task
from cairn.lib import clock
from tests.dashboard.conftest import page, says, signed_in
from tests.leads.conftest import lead_of, task_of

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def lead(channel):
    return lead_of(channel, "Priya Nair", phone="+919845011223")


def edit(client, lead, field, value):
    return client.post(f"/leads/{lead.pk}/edit", {"field": field, "value": value}, headers=LIVE)


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as seen:
        page(client, address)
    return len(seen)


class TestThePage:
    def test_it_shows_who_what_and_why(self, at_desk, lead):
        Lead.objects.update(
            score=47, score_parts=[{"why": "Asked to book", "points": 25}, {"why": "Silent", "points": -3}]
        )
        shown = page(at_desk, f"/leads/{lead.pk}")
        for words in ("Priya Nair", "+91 98450 11223", "Asked to book", "+25", "−3", "47"):
            assert words in shown

    def test_everything_that_happened_is_in_the_timeline(self, at_desk, lead, asha):
        says(lead.conversation, "How much is it?")
        lead.conversation.notes.create(user=asha, text="Wants a window seat")
        edit(at_desk, lead, "party_size", "3")
        shown = page(at_desk, f"/leads/{lead.pk}/body")
        for words in ("How much is it?", "Wants a window seat", "Party"):
            assert words in shown

    def test_older_pages_join_without_a_gap_or_a_double(self, at_desk, lead):
        from cairn.leads import timeline

        for number in range(95):
            says(lead.conversation, f"word {number}", at=clock.now() - timedelta(minutes=200 - number))
        seen, cursor = [], ""
        while True:
            found = timeline.page(lead, cursor)
            seen += [entry.row.pk for entry in found.entries if isinstance(entry.row, Message)]
            cursor = found.next
            if not cursor:
                break
        assert seen == sorted(seen, reverse=True) and len(seen) == 95
        assert "word 94" in page(at_desk, f"/leads/{lead.pk}/older?before=nonsense")

    def test_a_long_story_costs_no_more_queries(self, at_desk, lead):
        before = queries(at_desk, f"/leads/{lead.pk}")  # and notes who looked
        for number in range(60):
            says(lead.conversation, f"word {number}")
            task_of(lead)
        assert queries(at_desk, f"/leads/{lead.pk}") <= before <= 22

    def test_who_answers_is_told_where_nobody_was_given_the_lead(self, at_desk, lead, rohan, vera):
        Conversation.objects.filter(pk=lead.conversation_id).update(owner=rohan)
        for address in (f"/leads/{lead.pk}", f"/inbox/{lead.conversation_id}/lead"):
            for client in (at_desk, signed_in(vera)):
                assert f"nobody yet, {rohan.name} answers" in page(client, address)
        assert edit(at_desk, lead, "owner", str(rohan.pk)).status_code == 204
        fact = page(signed_in(vera), f"/leads/{lead.pk}").split(f'id="fact-owner-{lead.pk}">')[1]
        assert fact.startswith(rohan.name)

    def test_a_field_is_edited_in_place_and_told(self, at_desk, lead):
        assert edit(at_desk, lead, "budget", "1.5 lakh").status_code == 204
        lead.refresh_from_db()
        assert lead.budget == 150_000_00
        assert Event.objects.get(type="lead_updated").data["changed"] == {"budget": [None, 150_000_00]}

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("party_size", "0", "from 1 to 1000"), ("party_size", "²", "from 1 to 1000"), ("budget", "lots", "in rupees"),
            ("budget", "9" * 9 + "lakh", "more than"), ("trip", "999999", "no such trip"), ("owner", "x", "Nobody"),
            ("priority", "now", "Choose"), ("stage", "won", "no such field"), ("x_none", "1", "put away"),
            ("travel_dates", "x" * 101, "at most 100"), ("source", " ", "Say where"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_refused_in_words(self, at_desk, lead, field, value, words):
        answer = edit(at_desk, lead, field, value)
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not Event.objects.filter(type="lead_updated").exists()

    def test_every_field_can_be_set_and_emptied(self, at_desk, lead, rohan):
        fields.add("Diet", "text", [])
        trip = Trip.objects.first()
        wanted = {"trip": trip.pk, "owner": rohan.pk, "party_size": 4, "tags": "vip, Monsoon", "x_diet": "Jain"}
        for name, value in wanted.items():
            assert edit(at_desk, lead, name, value).status_code == 204, name
        lead.refresh_from_db()
        assert (lead.trip, lead.owner, lead.tags, lead.extra) == (trip, rohan, ["vip", "Monsoon"], {"diet": "Jain"})
        for name in wanted:
            assert edit(at_desk, lead, name, "").status_code == 204, name
        lead.refresh_from_db()
        assert (lead.trip, lead.owner, lead.tags, lead.extra, lead.value) == (None, None, [], {}, None)

    def test_the_stage_has_its_gates(self, at_desk, lead):
        move = lambda **values: at_desk.post(f"/leads/{lead.pk}/stage", values, headers=LIVE).status_code  # noqa: E731
        assert move(stage="lost") == 422 and move(stage="gone") == 404
        assert move(stage="lost", reason="Too expensive") == 204 and move(stage="interested") == 204

    def test_a_task_is_added_once_for_one_press(self, at_desk, lead):
        for _ in range(2):
            values = {"title": "Call her", "type": "call", "until": "tomorrow", "key": "abc"}
            assert at_desk.post(f"/leads/{lead.pk}/tasks", values, headers=LIVE).status_code == 204
        assert Task.objects.get().title == "Call her"
        assert at_desk.post(f"/leads/{lead.pk}/tasks", {"title": " "}, headers=LIVE).status_code == 422

    def test_who_may_be_the_same_person_is_suggested(self, at_desk, channel, lead):
        twin = lead_of(channel, "P. Nair", phone="09845011223")
        assert f"/leads/{twin.pk}" in page(at_desk, f"/leads/{lead.pk}")

    def test_a_name_and_a_trip_in_one_month_are_suggested_too(self, at_desk, channel):
        trip = Trip.objects.first()
        one, two = (lead_of(channel, name, trip=trip) for name in ("Priya Nair", "priya nair"))
        assert f"/leads/{two.pk}" in page(at_desk, f"/leads/{one.pk}")

    def test_the_panel_beside_a_thread_edits_the_same_fields(self, at_desk, lead):
        shown = page(at_desk, f"/inbox/{lead.conversation_id}/lead")
        assert f"/leads/{lead.pk}/edit" in shown and "edit-place" in shown


class TestTheList:
    @pytest.fixture
    def many(self, channel, asha):
        trip = Trip.objects.first()
        return [
            lead_of(channel, f"Person {n}", hours=n, score=n, value=n * 100, stage="interested" if n % 2 else "inquiry",
                    tags=["vip"] if n % 3 == 0 else [], owner=asha if n < 10 else None, trip=trip)
            for n in range(60)
        ]  # fmt: skip

    def names(self, client, query="") -> list[str]:
        shown = page(client, f"/leads/rows?{query}")
        return [part.split("</bdi>")[0] for part in shown.split("<bdi>")[1:]]

    def test_it_filters_sorts_and_pages(self, at_desk, many):
        assert self.names(at_desk, "sort=score")[0] == "Person 59"
        assert self.names(at_desk)[0] == "Person 0" and len(self.names(at_desk)) == 50
        assert set(self.names(at_desk, "owner=me")) == {f"Person {n}" for n in range(10)}
        assert len(self.names(at_desk, "tag=vip&stage=interested")) == 10
        assert self.names(at_desk, "q=person+7") == ["Person 7"]

    @pytest.mark.parametrize("sort", ["recent", "newest", "score", "value"])
    def test_every_lead_is_on_exactly_one_page(self, many, sort):
        from cairn.leads import listing

        seen, after = [], ""
        while True:
            found = listing.page(Lead.objects.all(), sort=sort, after=after)
            seen += [lead.pk for lead in found.rows]
            after = found.next
            if not after:
                break
        assert sorted(seen) == sorted(lead.pk for lead in many)

    def test_nonsense_in_the_address_is_no_error(self, at_desk, many):
        for query in (
            "after=x~y",
            "after=9~9",
            "sort=evil",
            "owner=%00",
            "stage=none",
            "after=999999999999999999999~1",
            "q=%25%27",
        ):
            assert at_desk.get(f"/leads?{query}").status_code == 200, query

    def test_more_rows_cost_no_more_queries(self, at_desk, many):
        few = queries(at_desk, "/leads?owner=me")
        assert queries(at_desk, "/leads") == few <= 14

    def test_acts_on_many(self, at_desk, many, rohan):
        picked = [lead.pk for lead in many[20:23]]
        act = lambda **more: at_desk.post("/leads/act", {"leads": picked, **more}, headers=LIVE).status_code  # noqa: E731
        assert act(act="assign", to=rohan.pk) == act(act="tag", tag="new") == act(act="stage", stage="contacted") == 204
        assert Lead.objects.filter(owner=rohan, tags__contains=["new"], stage="contacted").count() == 3
        assert act(act="stage", stage="lost") == 204 and not Lead.objects.filter(stage="lost").exists()
        assert act(act="explode") == 422

    def test_a_view_is_kept_shared_and_forgotten(self, at_desk, rohan):
        at_desk.post("/leads/views", {"name": "Mine", "query": "owner=me&evil=1", "shared": "1"})
        saved = SavedView.objects.get()
        assert saved.query == "owner=me" and "Mine" in page(signed_in(rohan), "/leads")
        assert signed_in(rohan).post(f"/leads/views/{saved.pk}/forget").status_code == 404
        at_desk.post(f"/leads/views/{saved.pk}/forget")
        assert not SavedView.objects.exists()

    def test_the_export_follows_the_filter_and_holds_no_formulas(self, at_desk, many):
        contact = many[0].contact
        contact.name = '=HYPERLINK("http://evil")'
        contact.save()
        answer = at_desk.get("/leads/export?owner=me")
        body = b"".join(answer.streaming_content)
        assert body.startswith("\ufeff".encode())
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        assert len(rows) == 11 and all(
            not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row
        )
        assert Event.objects.get(type="lead_updated").data["exported"] == 10


class TestImporting:
    def send(self, client, body: bytes):
        return client.post("/leads/import", {"file": SimpleUploadedFile("friends.csv", body)})

    def test_from_the_file_to_the_leads(self, at_desk, channel):
        from cairn.leads.imports import carry

        answer = self.send(at_desk, b"name,phone\nMeera,9845011223\nX,nonsense\n")
        shown = page(at_desk, answer["Location"])
        assert "1 new" in shown and "not a phone number" in shown
        at_desk.post(f"{answer['Location']}/change", {"act": "start", "column-0": "name", "column-1": "phone"})
        carry.carry_on()
        assert "Finished" in page(at_desk, f"{answer['Location']}/progress")
        assert Lead.objects.get().contact.name == "Meera"
        assert "nonsense" in page(at_desk, f"{answer['Location']}/problems")

    def test_a_file_that_is_none_is_refused_beside_the_form(self, at_desk):
        answer = self.send(at_desk, b"\x00\x01\x02")
        assert answer.status_code == 422 and "not a text file" in answer.content.decode()
        assert at_desk.post("/leads/import").status_code == 422

    def test_the_mapping_can_be_changed_before(self, at_desk, channel):
        where = self.send(at_desk, b"a,b\nMeera,9845011223\n")["Location"]
        assert "Choose the column" in page(at_desk, where)
        at_desk.post(f"{where}/change", {"act": "map", "column-0": "name", "column-1": "phone"})
        assert "1 new" in page(at_desk, where)
        at_desk.post(f"{where}/change", {"act": "cancel"})
        assert Import.objects.get().state == "cancelled"


class TestTheCalendar:
    def test_whoever_has_the_key_reads_little(self, lead, asha):
        task = task_of(lead, assignee=asha, title="Call +91 98450 11223 about money")
        address = f"/calendar/{calendar.address(asha)}.ics"
        body = Client().get(address).content.decode()
        assert "BEGIN:VTODO" in body and "BEGIN:VEVENT" in body and f"task-{task.pk}@cairn" in body
        assert "98450" not in body and "Nair" not in body and "Follow up: Priya" in body

    def test_it_can_be_read_back(self, lead, asha):
        from icalendar import Calendar

        task = task_of(lead, assignee=asha)
        parsed = Calendar.from_ical(Client().get(f"/calendar/{calendar.address(asha)}.ics").content)
        (todo,) = parsed.walk("VTODO")
        assert abs(todo["due"].dt - task.due_at) < timedelta(seconds=1)

    def test_what_has_not_changed_is_not_sent_again(self, lead, asha):
        task_of(lead, assignee=asha)
        address = f"/calendar/{calendar.address(asha)}.ics"
        tag = Client().get(address)["ETag"]
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
        task_of(lead, assignee=asha)
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200

    def test_a_new_address_ends_the_old_one(self, at_desk, asha):
        old = calendar.address(asha)
        at_desk.post("/tasks/calendar")
        assert Client().get(f"/calendar/{old}.ics").status_code == 404
        asha.refresh_from_db()
        assert str(asha.calendar_key) in page(at_desk, "/tasks/calendar")

    @pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000", "None", ".."])
    def test_a_guess_is_404(self, key, asha):
        assert Client().get(f"/calendar/{key}.ics").status_code == 404

    def test_nobody_who_left_is_read(self, asha):
        key = calendar.address(asha)
        asha.is_active = False
        asha.save()
        assert Client().get(f"/calendar/{key}.ics").status_code == 404


def test_own_fields_are_made_put_away_and_brought_back(at_desk):
    at_desk.post("/settings/fields", {"label": "Diet", "kind": "text"})
    field = CustomField.objects.get()
    at_desk.post(f"/settings/fields/{field.pk}", {"act": "archive"})
    assert fields.current() == []
    at_desk.post(f"/settings/fields/{field.pk}", {"act": "restore"})
    assert fields.current() == [field]
    assert at_desk.post("/settings/fields", {"label": "", "kind": "text"}).status_code == 422


READ = [
    "/leads",
    "/leads/rows",
    "/leads/{pk}",
    "/leads/{pk}/body",
    "/leads/{pk}/older",
    "/leads/tags",
    "/tasks/calendar",
]
WRITE = [
    ("post", "/leads/{pk}/edit"), ("post", "/leads/{pk}/stage"), ("post", "/leads/{pk}/tasks"), ("post", "/leads/act"),
    ("post", "/leads/views"), ("get", "/leads/import"), ("get", "/leads/export"), ("get", "/settings/fields"),
]  # fmt: skip


@pytest.mark.parametrize("address", READ)
def test_a_viewer_may_look(vera, lead, address):
    assert signed_in(vera).get(address.format(pk=lead.pk)).status_code == 200


@pytest.mark.parametrize(("method", "address"), WRITE)
def test_a_viewer_may_not_change_or_take_away(vera, lead, method, address):
    assert getattr(signed_in(vera), method)(address.format(pk=lead.pk)).status_code == 403


@pytest.mark.parametrize("address", [*READ, *(address for _, address in WRITE)])
def test_a_stranger_is_sent_to_the_door(lead, address):
    answer = Client().get(address.format(pk=lead.pk))
    assert answer.status_code in (302, 405)
    assert "Priya" not in answer.content.decode()


def test_what_is_not_there_is_404(at_desk, channel, lead):
    gone = lead_of(channel, merged_into=lead)
    for pk in (gone.pk, 10**9):
        assert at_desk.get(f"/leads/{pk}").status_code == 404
        assert edit(at_desk, type("L", (), {"pk": pk}), "party_size", "2").status_code == 404
