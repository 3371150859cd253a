"""What was learnt from the person's words: questions without an answer, cases of the evaluation, FAQs in their words,
lists that were read in, and searches that somebody kept."""

from __future__ import annotations

from urllib.parse import quote_plus

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cairn.assistant.models import Gap, Question, Suggestion
from cairn.catalog.models import Faq
from cairn.conversations.models import Contact, Message
from cairn.knowledge.models import Case, Evaluation, Passage
from cairn.leads.models import Import, SavedView
from cairn.lib import later
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person

SHORTEST = 12  # characters; "Hi" and "Thank you" are nobody's own words
OWN = 25  # characters from which on words are known inside a longer text too
LONG_NAME = 5  # characters; shorter ones stand in other words too
ERASED = "A question that was erased"


def forget(erasure: Erasure, person: Person) -> None:
    own = own_words(person)
    with transaction.atomic():
        gaps(erasure, person, own)
        cases(erasure, own)
        lists(erasure, person)
        searches(erasure, person)


def own_words(person: Person) -> set[str]:
    """Everything they wrote, without capitals and spaces, so that it is known again where it was copied to."""
    said = Message.objects.filter(conversation__in=person.talks, direction=Message.Direction.IN)
    asked = Question.objects.filter(conversation__in=person.talks)
    proposed = Suggestion.objects.filter(conversation__in=person.talks)
    rows = (
        *said.values_list("text", flat=True),
        *asked.values_list("text", flat=True),
        *proposed.values_list("question", flat=True),
    )
    return {bare(text) for text in rows if len(bare(text)) >= SHORTEST}


def bare(text: str) -> str:
    return " ".join(text.lower().split())


def is_theirs(text: str, own: set[str]) -> bool:
    """In their words, or with a sentence of theirs inside."""
    known = bare(text)
    return known in own or any(len(words) >= OWN and words in known for words in own)


def gaps(erasure: Erasure, person: Person, own: set[str]) -> None:
    """A gap is named by one of its questions: by another customer's from now on, or it goes."""
    touched = Gap.objects.filter(questions__conversation__in=person.talks).distinct()
    for gap in touched:
        others = gap.questions.exclude(conversation__in=person.talks)
        named = others.order_by("-pk").values_list("text", flat=True).first()
        if is_theirs(gap.question, own):
            if named is None and gap.faq_id is None:
                gap.delete()
                count(erasure, "gaps")
                continue
            Gap.objects.filter(pk=gap.pk).update(question=named or ERASED, terms=[])
            count(erasure, "gaps")
        if gap.faq_id and (faq := Faq.objects.filter(pk=gap.faq_id).first()) and is_theirs(faq.question, own):
            reword(faq, named)
            count(erasure, "faqs")


def reword(faq: Faq, named: str | None) -> None:
    """The firm's answer stays where another customer asked the same; else the FAQ and its passages go."""
    if named is None:
        Passage.objects.filter(kind=Passage.Kind.FAQ, source_id=str(faq.pk)).delete()
        Case.objects.filter(name=f"learnt-faq-{faq.pk}"[:60]).delete()
        faq.delete()
        return
    Faq.objects.filter(pk=faq.pk).update(question=named)
    later.wake("learn", kind="faq", source=str(faq.pk))


def cases(erasure: Erasure, own: set[str]) -> None:
    """Cases that ask in their words, and what evaluations said about them."""
    gone = [row.pk for row in Case.objects.all() if any(is_theirs(str(turn), own) for turn in turns(row))]
    Case.objects.filter(pk__in=gone).delete()
    count(erasure, "cases", len(gone))
    for run in Evaluation.objects.exclude(failures=[]):
        kept = [one for one in run.failures if not is_theirs(str(one.get("question", "")), own)]
        if len(kept) < len(run.failures):
            Evaluation.objects.filter(pk=run.pk).update(failures=kept)
    suites(own)


def turns(case: Case) -> list[object]:
    found = case.case.get("turns", []) if isinstance(case.case, dict) else []
    return found if isinstance(found, list) else []


def suites(own: set[str]) -> None:
    """The operator's own files of cases."""
    for path in (settings.DATA_DIR / "suite").glob("*.jsonl"):
        before = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in before if not is_theirs(line, own)]
        if len(kept) < len(before):
            draft = path.with_suffix(".draft")
            draft.write_text("".join(kept), encoding="utf-8")
            draft.replace(path)


def lists(erasure: Erasure, person: Person) -> None:
    """A list of leads that still waits goes whole: half of it would be another list. Finished ones keep no lines."""
    holds = Q()
    for word in (*person.marks, *names(person)):
        holds |= Q(content__icontains=word) | Q(problems__icontains=word)
    if holds:
        rows = Import.objects.filter(holds)
        rows.exclude(state=Import.State.DONE).delete()
        count(erasure, "lists", rows.update(content="", problems=[]))


def searches(erasure: Erasure, person: Person) -> None:
    """The query stands as in an address, with a plus for a space."""
    holds = Q()
    for word in (*person.marks, *names(person)):
        holds |= Q(query__icontains=quote_plus(word)) | Q(query__icontains=word) | Q(name__icontains=word)
    if holds:
        count(erasure, "searches", SavedView.objects.filter(holds).delete()[0])


def names(person: Person) -> list[str]:
    rows = Contact.objects.filter(pk__in=person.contacts).values_list("name", flat=True)
    return [name for name in rows if len(name) >= LONG_NAME]


def count(erasure: Erasure, name: str, many: int = 1) -> None:
    if many:
        erasure.counts[name] = erasure.counts.get(name, 0) + many
