"""The template picker in the composer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cairn.conversations import planned_due
from cairn.conversations.models import Contact, Message, Template
from cairn.leads.models import Task
from cairn.lib import clock
from tests.conversations.templates.conftest import template
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


def send(client, conversation, row, **values):
    return client.post(f"/inbox/{conversation.pk}/template", {"template": row.pk, "key": "k1", **values}, headers=LIVE)


def test_it_offers_what_is_approved_filled_in_as_far_as_is_known(at_desk, closed, templates):
    template(name="not_yet", status="pending").save()
    text = page(at_desk, f"/inbox/{closed.pk}/templates")
    assert "Plain news" in text and "Follow up" in text and "Not yet" not in text
    assert "1 to fill in" in text
    one = page(at_desk, f"/inbox/{closed.pk}/templates/one?template={templates['reply_waiting'].pk}")
    assert "<mark>Priya</mark>" in one and 'value="Priya"' in one and "Utility" in one


def test_those_that_need_no_typing_come_first(at_desk, closed, templates):
    text = page(at_desk, f"/inbox/{closed.pk}/templates")
    assert text.index("Plain news") < text.index("Follow up")


def test_the_search_looks_into_names_and_words(at_desk, closed, templates):
    text = page(at_desk, f"/inbox/{closed.pk}/templates/list?q=rain")
    assert "Plain news" in text and "Follow up" not in text
    assert "No template fits" in page(at_desk, f"/inbox/{closed.pk}/templates/list?q=zebra")


def test_a_template_goes_out_once_however_often_it_is_pressed(at_desk, closed, templates, asha):
    for _ in range(2):
        answer = send(at_desk, closed, templates["reply_waiting"], **{"body.1": "Priya"})
        assert (answer.status_code, answer.content) == (204, b"")
    message = closed.messages.exclude(direction="in").get()
    assert (message.type, message.status, message.user) == ("template", "queued", asha)
    assert message.text == "Hi Priya, we have an answer for you. Reply here to read it."


def test_a_template_counts_as_a_persons_reply(at_desk, closed, templates):
    send(at_desk, closed, templates["plain_news"])
    assert Task.objects.filter(lead__conversation=closed, type="follow_up").exists()


def test_what_whatsapp_would_refuse_comes_back_as_a_sentence(at_desk, closed, templates):
    answer = send(at_desk, closed, templates["follow_up"], **{"body.1": "Priya", "body.2": ""})
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode() == "Blank 2: it is empty."
    assert closed.messages.count() == 1


def test_who_switched_marketing_off_is_offered_none(at_desk, closed, templates):
    Contact.objects.update(marketing_stopped_at=clock.now())
    assert "Follow up" not in page(at_desk, f"/inbox/{closed.pk}/templates")


def test_a_template_of_another_account_is_not_there(at_desk, closed, templates):
    Template.objects.filter(name="follow_up").update(account="another")
    assert "Follow up" not in page(at_desk, f"/inbox/{closed.pk}/templates")
    assert send(at_desk, closed, templates["follow_up"]).status_code == 404


@pytest.mark.parametrize("raw", ["", "x", "999999", "1" * 40])
def test_an_unknown_template_is_not_found(at_desk, closed, templates, raw):
    assert at_desk.get(f"/inbox/{closed.pk}/templates/one?template={raw}").status_code == 404


def test_viewers_may_not_send_and_strangers_are_sent_to_sign_in(closed, templates, vera):
    for path in ("templates", "templates/one?template=1"):
        assert signed_in(vera).get(f"/inbox/{closed.pk}/{path}").status_code == 403
        assert Client().get(f"/inbox/{closed.pk}/{path}").status_code == 302
    assert send(signed_in(vera), closed, templates["plain_news"]).status_code == 403


def test_without_any_template_it_says_so(at_desk, closed):
    assert "No template fits this customer" in page(at_desk, f"/inbox/{closed.pk}/templates")


def test_many_templates_take_no_more_queries(at_desk, closed, django_assert_max_num_queries):
    for number in range(60):
        template(name=f"one_{number}").save()
    with django_assert_max_num_queries(14):
        page(at_desk, f"/inbox/{closed.pk}/templates")


TOMORROW = {"when": "tomorrow", "body.1": "Priya"}


def test_a_template_is_planned_and_goes_at_its_time_though_the_window_is_closed(at_desk, closed, templates):
    for _ in range(2):
        assert send(at_desk, closed, templates["reply_waiting"], **TOMORROW).status_code == 204
    planned = closed.messages.get(status="planned")
    strip = page(at_desk, f"/inbox/{closed.pk}/thread")
    assert "Planned for" in strip and "Hi Priya, we have an answer" in strip and "The window closes before" not in strip
    assert f'data-edit="{planned.pk}"' not in strip
    assert due(planned).status == "queued"


def test_a_planned_template_that_may_not_go_any_more_ends_with_the_reason(at_desk, closed, templates):
    for name, change in {"reply_waiting": pause, "follow_up": silence}.items():
        send(at_desk, closed, templates[name], key=name, **TOMORROW, **{"body.2": "Goa"} if name == "follow_up" else {})
        planned = closed.messages.get(status="planned")
        change(closed, templates[name])
        ended = due(planned)
        assert ended.status == "failed" and ended.error


def test_it_is_moved_to_another_time(at_desk, closed, templates):
    send(at_desk, closed, templates["reply_waiting"], **TOMORROW)
    planned = closed.messages.get(status="planned")
    strip = page(at_desk, f"/inbox/{closed.pk}/thread")
    assert (
        ">Move</button>" in strip
        and f'id="later-move{planned.pk}-{closed.pk}"' in strip
        and 'data-when="week"' in strip
    )
    day = (clock.now() + timedelta(days=3)).date()
    for _ in range(2):
        assert move(at_desk, planned, f"{day}T11:30").status_code == 204
    moved = closed.messages.get(status="planned")
    assert f"{moved.send_at:%Y-%m-%d %H:%M}" == f"{day} 06:00" and moved.text == planned.text


def test_a_time_that_has_passed_or_none_moves_nothing(at_desk, closed, templates):
    send(at_desk, closed, templates["reply_waiting"], **TOMORROW)
    planned = closed.messages.get(status="planned")
    for when in ("", "2020-01-01T09:00", "nonsense"):
        refused = move(at_desk, planned, when)
        assert refused.status_code == 409 and "within a year" in refused.text
    assert closed.messages.get(status="planned").send_at == planned.send_at


def move(client, message, when):
    return client.post(f"/messages/{message.pk}/planned", {"do": "move", "when": when}, headers=LIVE)


def test_its_words_stand_as_whatsapp_approved_them(at_desk, closed, templates):
    send(at_desk, closed, templates["reply_waiting"], **TOMORROW)
    planned = closed.messages.get(status="planned")
    form = {"text": "Other words", "mode": "reply", "edit": planned.pk}
    answer = at_desk.post(f"/inbox/{closed.pk}/say", form, headers=LIVE)
    assert (answer.status_code, closed.messages.get(pk=planned.pk).text) == (422, planned.text)
    assert "as WhatsApp approved them" in answer.text


def due(message):
    Message.objects.filter(pk=message.pk).update(send_at=clock.now())
    planned_due.release(message.pk)
    message.refresh_from_db()
    return message


def pause(talk, row):
    row.status = "paused"
    row.save()


def silence(talk, row):
    Contact.objects.filter(pk=talk.contact_id).update(marketing_stopped_at=clock.now())
