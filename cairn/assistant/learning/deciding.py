"""What a manager decides about what was learnt: take a gap as an FAQ, take an edit into its row, or neither."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from cairn.accounts.models import User
from cairn.assistant.learning import correct, regress
from cairn.assistant.learning.correct import Refused, paise, tidy
from cairn.assistant.models import Gap, ProposedEdit, Question
from cairn.catalog.edit.refusal import Wrong
from cairn.catalog.edit.save import create
from cairn.catalog.edit.written import By
from cairn.catalog.models import Faq
from cairn.lib import clock, live


def accept(gap: Gap, *, question: str, answer: str, user: User) -> Faq | None:
    """Make the FAQ, have it found from now on, and ask it in every evaluation. None when it was decided already.

    Raises Refused without a question or an answer.
    """
    question, answer = tidy(question), tidy(answer)
    if not question or not answer:
        raise Refused("An FAQ needs a question and an answer.")
    with transaction.atomic():
        row = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
        if row.state not in (Gap.State.OPEN, Gap.State.EXPIRED):
            return None
        values = {"question": question, "answer": answer, "trip_id": row.trip_id, "tags": ["learnt"], "language": "en"}
        faq = made(values, user)
        Gap.objects.filter(pk=row.pk).update(
            state=Gap.State.ACCEPTED, faq=faq, answer=answer, user=user, decided_at=clock.now()
        )
        Question.objects.filter(gap=row).update(open=False)
        source = f"faq:{faq.pk}"
        regress.add(f"faq-{faq.pk}", question=question, language="en", source=source, answer=answer, by=user)
        live.announce("gaps")
    return faq


def made(values: Mapping[str, object], user: User) -> Faq:
    """By the catalogue's own door, so that it is checked and found at once. Raises Refused."""
    try:
        return create(Faq, values, by=By("staff", user))
    except Wrong as wrong:
        raise Refused(" ".join(wrong.errors.values())) from wrong


def reject(gap: Gap, *, user: User) -> bool:
    """Not for us. Who asks it again adds to it, and it stays rejected."""
    rows = Gap.objects.filter(pk=gap.pk, state__in=[Gap.State.OPEN, Gap.State.EXPIRED])
    done = rows.update(state=Gap.State.REJECTED, user=user, decided_at=clock.now())
    if done:
        live.announce("gaps")
    return bool(done)


def take(edit: ProposedEdit, *, user: User, value: str | None = None) -> bool:
    """Write the proposed value, or `value`, into its row. False when it was decided already.

    Raises Refused where the row is gone or says something else by now.
    """
    with transaction.atomic():
        row = ProposedEdit.objects.select_for_update(of=("self",)).select_related("suggestion").get(pk=edit.pk)
        if row.state != ProposedEdit.State.PENDING:
            return False
        write(row, tidy(row.proposed if value is None else value), user)
        ProposedEdit.objects.filter(pk=row.pk).update(
            state=ProposedEdit.State.ACCEPTED, user=user, decided_at=clock.now()
        )
        asked, source = row.suggestion, f"{row.kind}:{row.source_id}"
        said = row.proposed if row.kind == "trip" else ""
        regress.add(
            f"edit-{row.pk}", question=asked.question, language=asked.language, source=source, answer=said, by=user
        )
    return True


def decline(edit: ProposedEdit, *, user: User) -> bool:
    rows = ProposedEdit.objects.filter(pk=edit.pk, state=ProposedEdit.State.PENDING)
    done = rows.update(state=ProposedEdit.State.REJECTED, user=user, decided_at=clock.now())
    if done:
        live.announce("gaps")
    return bool(done)


def write(edit: ProposedEdit, value: str, user: User) -> None:
    """Only while the row still says what it said when the edit was proposed."""
    if not edit.field:
        raise Refused("Cairn can't tell which field is meant. Open the row and change it there.")
    row = correct.locked(edit.kind, edit.source_id)
    was: str | int = paise(edit.current) if edit.kind == "trip" else edit.current
    if getattr(row, edit.field) != was:
        raise Refused(correct.MEANWHILE)
    correct.put(row, {edit.field: paise(value) if edit.kind == "trip" else value}, user)
