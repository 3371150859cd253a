"""What is kept long enough goes, a part at a time, and only what an owner said so about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Conversation, Message
from cairn.journal.models import Entry
from cairn.leads.models import Lead
from cairn.lib import clock
from cairn.privacy import retention
from cairn.privacy.bodies import EMPTY
from cairn.privacy.models import Access, Erasure, Retention

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4000)


@pytest.fixture
def old(cast):
    """All that is held is old."""
    then = clock.now() - LONG_AGO
    Entry.objects.update(received_at=then)
    Attachment.objects.update(stored_at=then)
    Access.objects.update(at=then)
    Conversation.objects.filter(contact=cast.kavya).update(last_message_at=then)
    Lead.objects.filter(contact=cast.kavya).update(stage="lost", last_contact_at=then)
    return cast


def test_without_a_word_of_the_owner_nothing_goes(old):
    assert retention.apply() == {}
    assert all(retention.would_go(kind, 400 if kind == "accesses" else 1100) for kind in retention.KINDS)


def test_each_kind_takes_what_was_told_before_and_nothing_else(old, asha):
    for kind in ("webhooks", "files", "accesses", "messages"):
        told = retention.would_go(kind, 1100)
        retention.keep(kind, 1100, user=asha)
        assert retention.apply() == {kind: told} and told
        assert retention.would_go(kind, 1100) == 0
    assert {bytes(one.body) for one in Entry.objects.all()} == {EMPTY}
    file = Attachment.objects.get()
    assert file.state == "refused" and not storage.path(file.key).exists()
    assert not Message.objects.filter(conversation=old.talk).exclude(text="").exists()
    assert Message.objects.filter(conversation__contact=old.ravi, text="Is Goa open in July?").exists()


def test_whose_leads_are_all_lost_is_erased_by_the_same_job_as_by_hand(old, asha):
    retention.keep("lost", 1000, user=asha)
    retention.apply()
    assert list(Erasure.objects.values_list("contact_id", flat=True)) == [old.kavya.pk]


def test_fewer_days_than_are_needed_are_refused(cast, asha):
    with pytest.raises(retention.Wrong):
        retention.keep("webhooks", 3, user=asha)
    assert not Retention.objects.exists()
