"""Who answers a conversation: the assistant, or a person. Taking over and handing back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cairn.accounts.models import Firm, User
from cairn.conversations.models import Conversation, Message
from cairn.journal.record import record
from cairn.lib import clock


def pause() -> timedelta:
    """How long a person who wrote keeps the conversation after their last words."""
    return timedelta(hours=Firm.current().phone_hours)


def take_over(conversation: Conversation, *, user: User | None) -> None:
    """A person answered: the assistant steps back, and nobody needs to be called any more."""
    changes: dict[str, object] = {"needs_person_since": None, "needs_person_why": "", "back": "", "unread": 0}
    if conversation.assistant != Conversation.Assistant.OFF:
        changes |= {"assistant": Conversation.Assistant.PAUSED, "paused_until": clock.now() + pause()}
    if user and conversation.owner_id is None:
        changes["owner"] = user
        record("assigned", actor="staff", user_id=user.pk, conversation_id=conversation.pk, to=user.pk)
    # Whatever the assistant was about to answer is the person's now.
    changes |= {"waiting_since": None, "quiet_at": None, "lease_until": None, "attempts": 0}
    Conversation.objects.filter(pk=conversation.pk).update(**changes)
    conversation.messages.filter(direction=Message.Direction.IN, handled_at=None).update(handled_at=clock.now())


def set_assistant(conversation: Conversation, *, state: str, user: User | None, until: datetime | None = None) -> None:
    """Switch the assistant on, pause it (the firm's hours unless `until`), or turn it off for good."""
    state = Conversation.Assistant(state)
    if state is Conversation.Assistant.PAUSED:
        until = until or clock.now() + pause()
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(
            assistant=state, paused_until=until if state is Conversation.Assistant.PAUSED else None
        )
        by = user.pk if user else None
        record("assigned", actor="staff", user_id=by, conversation_id=conversation.pk, assistant=state.value)


def call_person(conversation: Conversation, *, why: str) -> None:
    """Somebody of the firm has to look. The first reason and its time stay until a person answers."""
    Conversation.objects.filter(Q(needs_person_since=None), pk=conversation.pk).update(
        needs_person_since=clock.now(), needs_person_why=why[:200]
    )
    record("notification", actor="system", conversation_id=conversation.pk, why=why[:200])


def settle(conversation: Conversation, *, user: User) -> bool:
    """A person has seen to it, without a word or somewhere else. False when nobody was waited for any more."""
    waiting = Conversation.objects.filter(pk=conversation.pk, needs_person_since__isnull=False)
    if not waiting.update(needs_person_since=None, needs_person_why="", back="", unread=0):
        return False
    waited = {"waiting": [conversation.needs_person_why, ""]}
    record("lead_updated", actor="staff", user_id=user.pk, conversation_id=conversation.pk, changed=waited)
    return True


def give(conversation: Conversation, *, to: User | None, user: User) -> None:
    """The conversation is somebody else's from now on. Told only when it was not before."""
    rows = Conversation.objects.filter(pk=conversation.pk)
    rows = rows.exclude(owner=to) if to else rows.filter(owner__isnull=False)
    if rows.update(owner=to):
        whom = to.pk if to else None
        record("assigned", actor="staff", user_id=user.pk, conversation_id=conversation.pk, to=whom)


def calm(conversation_id: int, *, why: str) -> None:
    """The reason for which somebody was called is gone; another reason stays."""
    rows = Conversation.objects.filter(pk=conversation_id, needs_person_why=why)
    rows.update(needs_person_since=None, needs_person_why="")


def assistant_answers(conversation: Conversation) -> bool:
    """Whether the assistant has this conversation now; a pause that has run out counts as on."""
    if conversation.assistant == Conversation.Assistant.PAUSED:
        return conversation.paused_until is not None and conversation.paused_until <= clock.now()
    return conversation.assistant == Conversation.Assistant.ON
