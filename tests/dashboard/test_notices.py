"""The bell, its page, and the choice of what reaches whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.accounts.models import User
from cairn.journal.models import EventOnce
from cairn.journal.record import record
from cairn.notifications import bell, preferences
from cairn.notifications.models import Subscription
from cairn.notifications.news import Kind
from tests.dashboard.conftest import page, signed_in
from tests.notifications.conftest import hot
from tests.notifications.conftest import service as service

pytestmark = pytest.mark.django_db
HOT = "Hot lead ready to book - immediate action needed"


@pytest.mark.parametrize("address", ["/notifications", "/notifications/bell", "/settings/notifications"])
def test_a_stranger_is_sent_to_the_door(address):
    assert Client().get(address).status_code == 302


def test_a_hot_lead_is_told_word_for_word_with_customer_and_link(at_desk, priya):
    hot(priya)
    shown = page(at_desk, "/notifications")
    assert HOT in shown
    assert "Priya Nair" in shown
    assert f'href="/inbox/{priya.pk}"' in shown
    assert "data-urgent" in shown
    assert "Today," in shown


def test_the_bell_counts_what_is_new_until_it_is_read(at_desk, asha, priya):
    events = [hot(priya, key=f"hot-{number}") for number in range(3)]
    assert 'data-unread="3"' in page(at_desk, "/notifications/bell")
    for _ in range(2):
        assert at_desk.post(f"/notifications/{events[0].pk}/read", headers={"HX-Request": "true"}).status_code == 204
    assert 'data-unread="2"' in page(at_desk, "/notifications/bell")
    at_desk.post("/notifications/read")
    assert 'data-unread="0"' in page(at_desk, "/notifications/bell")


def test_what_one_has_read_is_still_new_to_the_other(at_desk, rohan, priya):
    hot(priya)
    at_desk.post("/notifications/read")
    assert 'data-unread="1"' in page(signed_in(rohan), "/notifications/bell")


def test_reading_all_leaves_a_late_commit_unread(asha, priya):
    late, early = hot(priya, key="late"), hot(priya, key="early")
    number = late.pk
    late.delete()
    EventOnce.objects.filter(number=number).delete()  # as if it had never been there
    bell.read_all(asha)
    late.pk = number
    late.save(force_insert=True)
    asha = User.objects.get(pk=asha.pk)
    assert [(notice.event.pk, notice.unread) for notice in bell.notices(asha)] == [(early.pk, False), (number, True)]


def test_what_somebody_did_is_no_news_to_them(at_desk, asha, rohan, priya):
    record("assigned", actor="staff", user_id=asha.pk, conversation_id=priya.pk, to=rohan.pk)
    assert "Given to you" not in page(at_desk, "/notifications")
    assert "Given to you" in page(signed_in(rohan), "/notifications")


def test_the_bell_costs_the_same_with_a_long_history(at_desk, priya):
    counted = []
    for _ in range(2):
        for number in range(40):
            record("lead_created", actor="customer", conversation_id=priya.pk, key=f"{len(counted)}-{number}")
        with CaptureQueriesContext(connection) as queries:
            at_desk.get("/notifications/bell")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 8
    assert page(at_desk, "/notifications/bell").count('id="bell-notice-') == 50


def test_a_kind_that_is_not_wanted_in_the_bell_is_left_out(at_desk, asha, priya):
    preferences.choose(asha, wanted={Kind.NEW_LEAD: {"bell"}}, quiet_at_night=False, push_details=False)
    hot(priya)
    assert HOT not in page(at_desk, "/notifications")


def test_a_sound_is_only_for_kinds_that_want_one(at_desk, asha, priya):
    preferences.choose(asha, wanted={Kind.HOT_LEAD: {"bell"}}, quiet_at_night=False, push_details=False)
    hot(priya)
    assert "data-rings" not in page(at_desk, "/notifications/bell")
    preferences.choose(asha, wanted={Kind.HOT_LEAD: {"bell", "sound"}}, quiet_at_night=False, push_details=False)
    assert "data-rings" in page(at_desk, "/notifications/bell")


def test_everybody_chooses_for_themselves_viewers_too(vera):
    client = signed_in(vera)
    answer = client.post("/settings/notifications", {"hot_lead-push": "on", "quiet_at_night": "on"})
    assert answer.status_code == 302
    vera.refresh_from_db()
    assert preferences.ways(vera, Kind.HOT_LEAD) == {"push"}
    assert not preferences.ways(vera, Kind.NEW_LEAD)
    assert "Quiet at night" in page(client, "/settings/notifications")


def test_a_browser_is_taken_up_and_given_back(at_desk, asha, service):
    for _ in range(2):
        assert at_desk.post("/settings/notifications/push", service.browser).status_code == 204
    assert Subscription.objects.get().user == asha
    at_desk.post("/settings/notifications/push/stop", {"endpoint": service.browser["endpoint"]})
    assert not Subscription.objects.exists()


def test_an_address_that_leads_inwards_is_refused_in_words(at_desk, service):
    answer = at_desk.post("/settings/notifications/push", service.browser | {"endpoint": "https://127.0.0.1/x"})
    assert (answer.status_code, answer.content.decode()) == (422, "This browser gave no address that can be pushed to.")


def test_nobody_gives_back_anothers_browser(at_desk, rohan, service):
    signed_in(rohan).post("/settings/notifications/push", service.browser)
    at_desk.post("/settings/notifications/push/stop", {"endpoint": service.browser["endpoint"]})
    assert Subscription.objects.get().user == rohan


def test_only_news_can_be_marked_as_read(at_desk, priya):
    record("message_received", actor="customer", conversation_id=priya.pk)
    from cairn.journal.models import Event

    assert at_desk.post(f"/notifications/{Event.objects.latest('pk').pk}/read").status_code == 404


def test_the_worker_and_the_manifest_are_served_at_the_root():
    worker = Client().get("/sw.js")
    assert (worker["content-type"], worker["cache-control"]) == ("text/javascript", "no-cache")
    assert Client().get("/manifest.webmanifest")["content-type"] == "application/manifest+json"
