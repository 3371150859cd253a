"""The catalogue cut into passages, each small enough to be one answer; refreshed only where the text changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from cairn.catalog.models import Faq, Policy, Story, Trip
from cairn.catalog.snapshot import Snapshot
from cairn.knowledge.embed import embed
from cairn.knowledge.models import Passage
from cairn.knowledge.trips import facets

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage before it has a vector. `context` stands in front of the text when it is embedded."""

    kind: str
    source_id: str
    facet: str
    title: str
    text: str
    trip_id: int | None = None
    language: str = "en"
    stale: bool = False

    @property
    def key(self) -> Key:
        return (self.kind, self.source_id, self.facet)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Summary:
    written: int = 0
    unchanged: int = 0
    removed: int = 0


def refresh() -> Summary:
    """Bring the passages in step with the catalogue. Unchanged text is not embedded again."""
    wanted = {draft.key: draft for draft in drafts()}
    known = {(p.kind, p.source_id, p.facet): p for p in Passage.objects.defer("embedding", "words")}
    changed = [draft for key, draft in wanted.items() if key not in known or differs(draft, known[key])]
    gone = [passage.pk for key, passage in known.items() if key not in wanted]
    rows = embedded(changed)  # takes minutes for a large catalogue, so before the transaction and not in it
    with transaction.atomic():
        Passage.objects.filter(pk__in=gone).delete()
        write(rows)
    return Summary(len(changed), len(wanted) - len(changed), len(gone))


def differs(draft: Draft, passage: Passage) -> bool:
    now = (draft.sha256, draft.stale, draft.trip_id, draft.language)
    return now != (passage.sha256, passage.stale, passage.trip_id, passage.language)


def embedded(changed: list[Draft]) -> list[Passage]:
    vectors = embed([f"{d.title}. {d.text}" for d in changed])
    return [
        Passage(**{name: getattr(d, name) for name in FIELDS}, sha256=d.sha256, embedding=vector.tolist())
        for d, vector in zip(changed, vectors, strict=True)
    ]


def write(rows: list[Passage]) -> None:
    updated = ["trip", "language", "title", "text", "sha256", "stale", "embedding", "updated_at"]
    unique = ["kind", "source_id", "facet"]
    Passage.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=unique, update_fields=updated, batch_size=200
    )


FIELDS = ("kind", "source_id", "facet", "title", "text", "trip_id", "language", "stale")


def drafts() -> Iterator[Draft]:
    snapshot = Snapshot.current()
    for trip in snapshot.trips:
        yield from of_trip(trip, snapshot)
    for faq in Faq.objects.select_related("trip"):
        yield from of_faq(faq)
    for story in Story.objects.select_related("trip"):
        yield of_story(story)
    yield from of_policies(snapshot.policies.values())


def of_trip(trip: Trip, snapshot: Snapshot) -> Iterator[Draft]:
    for facet, heading, text in facets(trip, snapshot.departures.get(trip.pk, ())):
        if text:
            stale = facet == "price" and trip.price_expired
            yield Draft("trip", str(trip.pk), facet, f"{trip.name}: {heading}", text, trip.pk, stale=stale)


def of_faq(faq: Faq) -> Iterator[Draft]:
    yield of_language(faq, "answer", faq.language, {"question": faq.question, "answer": faq.answer})
    for language, said in faq.translations.items():
        yield of_language(faq, language, language, said)


def of_language(faq: Faq, facet: str, language: str, said: dict[str, str]) -> Draft:
    title, text = said["question"][:300], said["answer"]
    return Draft("faq", str(faq.pk), facet, title, text, faq.trip_id, language, faq.stale)


def of_story(story: Story) -> Draft:
    title = f"{story.trip.name}: {story.name} from {story.city}, {story.title}"
    return Draft(
        "story",
        str(story.pk),
        "story",
        title[:300],
        story.text,
        story.trip_id,
        story.language,
        story.mentions_old_price,
    )


def of_policies(policies: Iterable[Policy]) -> Iterator[Draft]:
    for policy in policies:
        yield Draft("policy", policy.slug, "rule", policy.title, policy.text)
