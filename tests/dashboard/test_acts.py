"""What people do at the desk: one domain call, and 204 or a redirect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.models import Conversation
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.dashboard.conftest import page

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}


def test_a_reply_is_queued_and_answered_with_nothing(at_desk, priya, asha):
    answer = at_desk.post(
        f"/inbox/{priya.pk}/say", {"text": "Hello\r\nPriya", "mode": "reply", "key": "k1"}, headers=LIVE
    )
    assert (answer.status_code, answer.content) == (204, b"")
    message = priya.messages.last()
    assert (message.text, message.status, message.user) == ("Hello\nPriya", "queued", asha)


def test_pressing_send_twice_sends_once(at_desk, priya):
    for _ in range(2):
        at_desk.post(f"/inbox/{priya.pk}/say", {"text": "Hello", "mode": "reply", "key": "k1"}, headers=LIVE)
    assert priya.messages.count() == 2


def test_without_javascript_the_page_comes_back(at_desk, priya):
    answer = at_desk.post(f"/inbox/{priya.pk}/say", {"text": "Hello", "mode": "reply"})
    assert (answer.status_code, answer["Location"]) == (302, f"/inbox/{priya.pk}")


def test_a_refused_reply_comes_back_as_a_sentence(at_desk, priya):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    answer = at_desk.post(f"/inbox/{priya.pk}/say", {"text": "<b>Hello</b>", "mode": "reply"}, headers=LIVE)
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "24 hours" in answer.content.decode()


def test_a_note_is_kept_even_when_the_window_is_closed(at_desk, priya):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    assert at_desk.post(f"/inbox/{priya.pk}/say", {"text": "Call her", "mode": "note"}, headers=LIVE).status_code == 204
    assert priya.notes.get().text == "Call her"


def test_an_empty_reply_and_an_empty_note_are_refused(at_desk, priya):
    for mode in ("reply", "note"):
        assert at_desk.post(f"/inbox/{priya.pk}/say", {"text": "  ", "mode": mode}, headers=LIVE).status_code == 422


@pytest.mark.parametrize("state", ["paused", "off", "on"])
def test_the_assistant_is_switched(at_desk, priya, state):
    assert at_desk.post(f"/inbox/{priya.pk}/assistant", {"state": state}, headers=LIVE).status_code == 204
    priya.refresh_from_db()
    assert priya.assistant == state


def test_an_unknown_state_of_the_assistant_is_not_found(at_desk, priya):
    assert at_desk.post(f"/inbox/{priya.pk}/assistant", {"state": "asleep"}).status_code == 404


def test_reading_clears_the_count(at_desk, priya):
    Conversation.objects.update(unread=3)
    assert f'hx-post="/inbox/{priya.pk}/read"' in page(at_desk, f"/inbox/{priya.pk}")
    at_desk.post(f"/inbox/{priya.pk}/read", headers=LIVE)
    priya.refresh_from_db()
    assert priya.unread == 0


def test_a_task_is_done_once(at_desk, priya):
    task = Task.objects.create(lead=Lead.objects.get(), type="call", title="Call", due_at=clock.now())
    for _ in range(2):
        assert at_desk.post(f"/tasks/{task.pk}/done", headers=LIVE).status_code == 204
    task.refresh_from_db()
    assert task.status == "done"


def test_today_shows_late_tasks_first_and_says_when_there_is_none(at_desk, priya):
    assert "Nothing waits for you" in page(at_desk, "/tasks")
    lead = Lead.objects.get()
    Task.objects.create(lead=lead, type="call", title="Call later", due_at=clock.now() + timedelta(minutes=30))
    Task.objects.create(lead=lead, type="booking", title="Book late", due_at=clock.now() - timedelta(minutes=30))
    text = page(at_desk, "/tasks")
    assert text.index("Late <span>1") < text.index("Book late") < text.index("Next hour") < text.index("Call later")
    assert "Book late" not in page(at_desk, "/tasks?who=mine")


def test_many_tasks_take_no_more_queries(at_desk, priya, django_assert_max_num_queries):
    for number in range(40):
        Task.objects.create(lead=Lead.objects.get(), type="call", reason=str(number), title="Call", due_at=clock.now())
    with django_assert_max_num_queries(11):
        page(at_desk, "/tasks")


@pytest.mark.parametrize("address", ["/inbox/{pk}/say", "/inbox/{pk}/read", "/tasks/1/done"])
def test_what_changes_something_takes_only_a_post(at_desk, priya, address):
    assert at_desk.get(address.format(pk=priya.pk)).status_code == 405
