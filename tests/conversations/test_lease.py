"""One worker at a time, and one that lost the lease writes nothing."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models.functions import Now

from cairn.conversations import lease
from cairn.conversations.models import Contact, Conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(channel):
    contact = Contact.objects.create(name="Priya")
    return Conversation.objects.create(channel=channel, contact=contact, waiting_since=Now(), quiet_at=Now())


def test_only_one_of_two_gets_it(waiting):
    assert lease.claim(waiting.pk)
    assert lease.claim(waiting.pk) is None


def test_nobody_gets_it_while_the_customer_still_writes(waiting):
    Conversation.objects.update(quiet_at=lease_later())
    assert lease.claim(waiting.pk) is None
    assert 0 < lease.quiet_in(waiting.pk) <= 60


def lease_later():
    from datetime import timedelta

    from cairn.lib import clock

    return clock.now() + timedelta(seconds=60)


def test_a_zombie_is_fenced_out(waiting):
    old = lease.claim(waiting.pk)
    Conversation.objects.update(lease_until=Now())
    new = lease.claim(waiting.pk)
    assert new and new.epoch == old.epoch + 1
    with transaction.atomic(), pytest.raises(lease.Lost):
        lease.hold(old)
    assert lease.hold(new)[0] == waiting


def test_a_zombie_cannot_release_the_lease_of_another(waiting):
    old = lease.claim(waiting.pk)
    Conversation.objects.update(lease_until=Now())
    lease.claim(waiting.pk)
    lease.release(old, finished=True)
    waiting.refresh_from_db()
    assert waiting.waiting_since is not None


def test_a_try_that_never_ended_is_counted(waiting):
    lease.claim(waiting.pk)
    Conversation.objects.update(lease_until=Now())
    again = lease.claim(waiting.pk)
    assert again and again.tries == 2


def test_released_unfinished_it_can_be_had_again(waiting):
    lease.release(lease.claim(waiting.pk), finished=False)
    again = lease.claim(waiting.pk)
    assert again and again.tries == 1
