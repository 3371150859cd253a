"""What the firm's people think of an answer: good, wrong, or nothing."""

from __future__ import annotations

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant import trial
from cairn.assistant.models import Answer, Question
from cairn.journal.record import record
from cairn.lib import clock

GOOD, WRONG = 1, -1
MARKS = {"good": GOOD, "wrong": WRONG, "none": None}


def rate(answer: Answer, mark: int | None, *, user: User) -> bool:
    """Keep the mark, by whom and when; None takes it back. False when it stood already.

    A wrong one is looked at for what it teaches; taken back, that is forgotten unless somebody decided on it.
    """
    with transaction.atomic():
        row = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if row.rating == mark:
            return False
        rated = {"rated_by": user, "rated_at": clock.now()} if mark else {"rated_by": None, "rated_at": None}
        Answer.objects.filter(pk=row.pk).update(rating=mark, **rated, **({"learnt_at": None} if mark == WRONG else {}))
        if row.rating == WRONG:
            Question.objects.filter(key=f"down-{row.pk}", open=True).delete()
        if mark == WRONG:
            trial.note(row.conversation.contact_id, disliked=True)
        record(
            "lead_updated", actor="staff", user_id=user.pk, conversation_id=row.conversation_id,
            message_id=row.message_id, answer=row.pk, rating=mark or 0,
        )  # fmt: skip
    return True
