"""What a person did with a suggestion: took it as it was, changed it, or wrote something else."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from cairn.assistant.models import Question, Suggestion
from cairn.conversations.models import Message
from cairn.lib import clock

# From so much likeness on the sent words are the suggested ones, changed.
ALIKE = 0.5
LONGEST = 4000  # characters that are compared
PIECES = re.compile(r"\S+|\s+")
State = Suggestion.State
Diff = list[dict[str, str]]


def settle(message: Message) -> None:
    """A person sent `message`: note what became of the suggestion, and that open questions were answered by it.

    In the transaction that sends it; two statements where there was nothing to settle.
    """
    row = Suggestion.objects.filter(
        conversation=message.conversation_id, state__in=[State.WANTED, State.READY, State.NOTHING]
    ).order_by("-pk").first()  # fmt: skip
    if row:
        decide(row, message)
    if message.text.strip():
        answered(message)


def decide(row: Suggestion, message: Message) -> None:
    state, diff = State.OLD, Diff()
    if row.state == State.READY:
        state, diff = compared(row.text, message.text)
    Suggestion.objects.filter(pk=row.pk, state=row.state).update(
        state=state, diff=diff, sent=message, user=message.user, decided_at=clock.now()
    )


def compared(suggested: str, sent: str) -> tuple[Suggestion.State, Diff]:
    """What was done with it, and what was changed: [{op, before, after}] by words."""
    before, after = suggested.strip()[:LONGEST], sent.strip()[:LONGEST]
    if before == after:
        return State.TAKEN, []
    old, new = PIECES.findall(before), PIECES.findall(after)
    match = SequenceMatcher(None, old, new, autojunk=False)
    if not after or match.ratio() < ALIKE:
        return State.IGNORED, []
    return State.EDITED, [
        {"op": op, "before": "".join(old[a:b]), "after": "".join(new[c:d])}
        for op, a, b, c, d in match.get_opcodes()
        if op != "equal"
    ]


def answered(message: Message) -> None:
    """The newest open questions of this conversation have a person's answer now."""
    mine = Question.objects.filter(conversation=message.conversation_id, open=True, replied=None)
    ids = list(mine.order_by("-pk").values_list("pk", flat=True)[:3])
    if ids:
        Question.objects.filter(pk__in=ids, replied=None).update(replied=message)
