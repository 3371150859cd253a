"""Find what an answer teaches: unanswered, marked wrong, asked again, a model's text that failed. Off the hot path.

Each answer is looked at once, or again when it was marked wrong. Every occasion has a key, so looking twice adds nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from cairn.assistant.clean import clean
from cairn.assistant.models import Answer, Question, Suggestion
from cairn.assistant.understand import read
from cairn.catalog.snapshot import Snapshot
from cairn.conversations.models import Message
from cairn.knowledge.embed import embed
from cairn.lib import clock

BATCH = 200
AGAIN = timedelta(minutes=10)
ALIKE = 0.75  # cosine of two questions that ask the same
# Why a person was called: for want of knowledge. Whoever asks for a person or complains leaves no gap.
UNKNOWN = ("not in our information", "an answer failed its check", "the assistant failed", "unsure twice")
Why = Question.Why


def run() -> int:
    """Look at the oldest answers that were not looked at yet. Returns how many."""
    rows = Answer.objects.filter(learnt_at=None).select_related("conversation").order_by("pk")
    found = list(rows[:BATCH])
    for answer in found:
        look(answer)
    return len(found)


def look(answer: Answer) -> None:
    questions = [question for question in taught(answer) if question]
    with transaction.atomic():
        Question.objects.bulk_create(questions, ignore_conflicts=True)
        Answer.objects.filter(pk=answer.pk).update(learnt_at=clock.now())


def taught(answer: Answer) -> list[Question | None]:
    reason = str((answer.handover or {}).get("reason", ""))
    unknown = answer.expect == "abstain" or reason in UNKNOWN
    return [
        made(answer, Why.ABSTAINED, f"unknown-{answer.pk}") if unknown else None,
        made(answer, Why.THUMBS_DOWN, f"down-{answer.pk}") if answer.rating == -1 else None,
        made(answer, Why.REJECTED, f"rejected-{answer.pk}", open=False) if answer.rejected else None,
        None if unknown else asked_again(answer),
    ]


def asked_again(answer: Answer) -> Question | None:
    """The same question within ten minutes: the first answer did not help."""
    earlier = Answer.objects.filter(
        conversation=answer.conversation_id, pk__lt=answer.pk, created_at__gt=answer.created_at - AGAIN
    ).order_by("-pk").first()  # fmt: skip
    if earlier is None or not same(earlier, answer):
        return None
    return made(earlier, Why.ASKED_AGAIN, f"again-{earlier.pk}")


def same(one: Answer, other: Answer) -> bool:
    """Asks the same by meaning. A greeting is no question."""
    if not set(one.intents) & set(other.intents) or min(len(one.question.split()), len(other.question.split())) < 3:
        return False
    first, second = embed([in_english(one.question), in_english(other.question)])
    return float(first @ second) >= ALIKE


def made(answer: Answer, why: Question.Why, key: str, *, open: bool = True) -> Question | None:
    text = answer.question.strip()
    if not text:
        return None
    return Question(
        conversation_id=answer.conversation_id, answer=answer, why=why, key=key, text=text[:1000],
        glossed=in_english(text), language=answer.language, trip_id=trip_of(answer.entities), open=open,
        asked_at=answer.created_at, replied=replied(answer),
    )  # fmt: skip


def of_suggestion(row: Suggestion, why: Question.Why) -> None:
    """A person had the conversation, and the assistant had no answer to suggest, or another one."""
    if not row.question.strip():
        return
    question = Question(
        conversation_id=row.conversation_id, suggestion=row, why=why, key=f"suggestion-{row.pk}",
        text=row.question[:1000], glossed=in_english(row.question), language=row.language,
        trip_id=trip_of(row.entities), open=why == Why.HANDED_OVER, asked_at=row.created_at, replied_id=row.sent_id,
    )  # fmt: skip
    Question.objects.bulk_create([question], ignore_conflicts=True)


def replied(answer: Answer) -> Message | None:
    """What a person of the firm wrote next."""
    rows = Message.objects.filter(conversation=answer.conversation_id, author=Message.Author.STAFF, type="text")
    return rows.filter(created_at__gt=answer.created_at).exclude(text="").order_by("pk").first()


def trip_of(entities: dict[str, object]) -> int | None:
    """The trip that it was about, if it is still sold."""
    trip = entities.get("trip")
    pk = trip.get("id") if isinstance(trip, dict) else None
    found = Snapshot.current().trip(pk) if isinstance(pk, int) else None
    return found.pk if found else None


def in_english(text: str) -> str:
    """Rough English, in which questions of all languages are compared."""
    snapshot = Snapshot.current()
    return read(text, snapshot=snapshot, today=clock.now().date(), prior=None).glossed[:1000] or clean(text)[:1000]
