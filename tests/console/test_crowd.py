"""The made-up crowd: whole lives, the same every time, and nobody is told."""

from __future__ import annotations

import pytest
from django.db.models import Q

from cairn.console.crowd import make
from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(channel, asha, settings):
    settings.SIMULATED = True
    return make.make(40, tell=lambda line: None)


def test_every_lead_is_a_whole_life(crowd):
    assert crowd == Lead.objects.count() == Contact.objects.count() == Identity.objects.count() == 40
    assert Message.objects.count() > 200 and Task.objects.count() >= 40
    assert Event.objects.filter(type="lead_created").count() == 40
    for talk in Conversation.objects.all():
        newest = talk.messages.order_by("-pk").first()
        assert (newest.text, newest.at) == (talk.last_words, talk.last_message_at)


def test_moves_have_reasons_and_nothing_is_in_the_future(crowd):
    assert all(move.data["reason"] for move in Event.objects.filter(type="stage_changed"))
    assert not Message.objects.filter(at__gt=clock.now()).exists()


def test_the_second_time_adds_only_what_is_missing(crowd):
    assert make.make(40, tell=lambda line: None) == 0
    assert make.make(45, tell=lambda line: None) == 5
    assert Lead.objects.count() == 45


def test_scores_come_with_their_reasons(crowd):
    for lead in Lead.objects.exclude(Q(stage="won") | Q(stage="lost")):
        assert lead.score == min(100, max(0, sum(part["points"] for part in lead.score_parts)))


def test_ids_made_later_do_not_collide(crowd, channel):
    contact = Contact.objects.create(name="Real")
    talk = Conversation.objects.create(channel=channel, contact=contact)
    Message.objects.create(conversation=talk, channel=channel, direction="in", author="customer", status="received",
                           at=contact.created_at)  # fmt: skip


def test_with_a_real_number_nobody_is_made_up(channel, settings):
    settings.SIMULATED = False
    with pytest.raises(make.Refused, match="simulator"):
        make.make(1)
    assert not Lead.objects.exists()
