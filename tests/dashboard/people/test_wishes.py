"""What a customer told the team about messages stands in the ledger, with who wrote it and what was said."""

from __future__ import annotations

import pytest

from cairn.accounts.models import AuditLine
from cairn.conversations import planned
from cairn.conversations.consent import record_consent
from cairn.conversations.models import Consent, Contact
from cairn.journal.models import Event
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


def wish(client, talk, said="refused", purpose="promotions", **more):
    form = {"said": said, "purpose": purpose, "words": "No offers, told me on the phone", "key": "one"} | more
    return client.post(f"/people/{talk.contact_id}/wishes", form, headers=LIVE)


def test_a_refusal_is_written_down_once_with_who_heard_it(rohan, priya):
    client = signed_in(rohan)
    for _ in range(2):
        assert wish(client, priya).status_code == 204
    line = Consent.objects.get()
    assert (line.kind, line.purpose, line.source, line.user) == ("stop_marketing", "promotions", "staff", rohan)
    assert line.words == "No offers, told me on the phone"
    assert Contact.objects.get(pk=priya.contact_id).marketing_stopped_at == line.at
    event = Event.objects.get(type="opted_out")
    assert (event.actor, event.user_id, event.data["source"]) == ("staff", rohan.pk, "staff")
    assert AuditLine.objects.filter(act="wish written down", user_id=rohan.pk).exists()
    assert "No more promotions:" in page(client, f"/inbox/{priya.pk}/thread")
    panel = page(client, f"/inbox/{priya.pk}/lead")
    assert "Wants no promotions, written down by the team: <bdi>No offers" in panel and rohan.name in panel


def test_an_agreement_lets_promotions_go_again_and_is_proof_where_nobody_refused(at_desk, priya):
    wish(at_desk, priya)
    assert wish(at_desk, priya, "agreed", key="two").status_code == 204
    assert Contact.objects.get(pk=priya.contact_id).marketing_stopped_at is None
    assert wish(at_desk, priya, "agreed", "messages", key="three").status_code == 204
    kinds = Consent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["stop_marketing", "start_marketing", "start"]


def test_who_wants_no_message_at_all_gets_nothing_that_was_planned(at_desk, asha, priya):
    message = planned.plan(priya, at=clock.now() + planned.FURTHEST / 2, user=asha, text="Good morning")
    assert wish(at_desk, priya, "refused", "messages").status_code == 204
    message.refresh_from_db()
    assert message.status == "failed" and "asked for no more messages" in message.error
    assert Contact.objects.get(pk=priya.contact_id).opted_out_at


def test_what_they_stopped_in_whatsapp_only_they_turn_on_again(at_desk, priya):
    known = {"kind": "stop_marketing", "source": "whatsapp", "at": clock.now(), "key": "switch"}
    record_consent(priya.contact, **known)
    answer = wish(at_desk, priya, "agreed")
    assert answer.status_code == 422 and "Only they can turn them on again" in answer.content.decode()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("words", " \0 "), ("said", "perhaps"), ("purpose", "")])
def test_without_words_or_a_choice_nothing_is_written(at_desk, priya, field, value):
    answer = wish(at_desk, priya, **{field: value})
    assert answer.status_code == 422 and answer.content.decode().endswith(".")
    assert not Consent.objects.exists()


def test_who_may_not_write_sees_no_form_and_is_refused(vera, priya):
    assert wish(signed_in(vera), priya).status_code == 403
    assert "Write down" not in page(signed_in(vera), f"/inbox/{priya.pk}/lead")
