"""The firm's emoji on a customer's words, and the signs that somebody is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import attention
from cairn.conversations import ownership
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.react import FIRM, react
from cairn.conversations.reply import WindowClosed
from cairn.dashboard import thread
from cairn.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(conversation, customer, graph):
    """The customer's message, as it stands on their phone and in our rows."""
    item = graph.get(f"/sim/customers/{customer}/messages").json()["items"][0]
    return Message.objects.create(
        conversation=conversation, channel=conversation.channel, wamid=item["id"], direction="in", author="customer",
        status="received", at=clock.now(), text="Hi",
    )  # fmt: skip


def ours(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    mine = message.reactions[FIRM]
    return mine["emoji"], mine["state"]


def carry(message: Message, deliver) -> None:
    deliver(message.conversation.messages.filter(type="reaction").latest("pk"))


def test_it_shows_at_once_and_is_sent_by_the_outbox(said, asha, deliver):
    react(said, emoji="👍", user=asha)
    assert ours(said) == ("👍", "queued")
    carry(said, deliver)
    assert ours(said) == ("👍", "sent")


def test_it_is_no_message_of_the_thread(said, asha, deliver):
    react(said, emoji="👍", user=asha)
    carry(said, deliver)
    shown = [item.body.message.type for item in thread.live_page(said.conversation).items if item.kind == "said"]
    assert shown == ["text"]
    said.conversation.refresh_from_db()
    assert said.conversation.last_words == ""


def test_taken_back_it_is_gone(said, asha, deliver):
    for emoji in ("👍", ""):
        react(said, emoji=emoji, user=asha)
        carry(said, deliver)
    assert ours(said) == ("", "sent")


def test_the_same_emoji_twice_is_sent_once(said, asha):
    for _ in range(2):
        react(said, emoji="👍", user=asha)
    assert said.conversation.messages.filter(type="reaction").count() == 1


def test_one_that_fails_disappears_and_calls_nobody(said, asha, fault, deliver):
    react(said, emoji="👍", user=asha)
    fault(kind="error_code", code=131009)
    carry(said, deliver)
    assert ours(said) == ("", "failed")
    said.conversation.refresh_from_db()
    assert said.conversation.needs_person_since is None


def test_an_older_one_that_ends_late_changes_nothing(said, asha, fault, deliver):
    react(said, emoji="👍", user=asha)
    react(said, emoji="🙏", user=asha)
    fault(kind="error_code", code=131009)
    deliver(said.conversation.messages.filter(type="reaction").earliest("pk"))
    assert ours(said) == ("🙏", "sent")


def test_old_messages_our_own_and_a_closed_window_take_none(said, asha):
    with pytest.raises(Unsendable, match="one emoji"):
        react(said, emoji="ok", user=asha)
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    with pytest.raises(WindowClosed):
        react(said, emoji="👍", user=asha)
    said.at = clock.now() - timedelta(days=31)
    with pytest.raises(Unsendable, match="30 days"):
        react(said, emoji="👍", user=asha)


# Read marks


def test_the_assistant_marks_as_read_and_types_once_for_each_message(said):
    assert attention.typing(said.conversation_id)
    assert not attention.typing(said.conversation_id)


def test_it_does_not_type_where_a_person_has_the_conversation(said, asha):
    ownership.set_assistant(said.conversation, state="off", user=asha)
    assert not attention.typing(said.conversation_id)


def test_opening_a_conversation_marks_it_as_read(said):
    assert attention.read(said.conversation_id)
    assert not attention.read(said.conversation_id)


def test_a_mark_that_fails_is_only_false(said, fault):
    fault(kind="error_code", code=190, on="all")
    assert attention.read(said.conversation_id) is False


def test_somebody_who_never_wrote_has_nothing_to_mark(conversation):
    assert not attention.read(conversation.pk)
