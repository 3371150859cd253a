"""Answers that the firm has written itself: FAQs, rules and, with care, what guests say."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import Source
from cairn.catalog.models import Faq, Policy, Trip
from cairn.knowledge.search import Hit, readable, search

SURE, MAYBE = 0.62, 0.5
# Without a vector only shared words speak for a passage, and small words are shared by all.
FOREIGN_COVER = 0.75
MOST_CHARACTERS = 600
# A passage that lists dates is made for searching; the departures themselves are said better.
LISTED_DATES = re.compile(r"\b20\d\d\b.*\b20\d\d\b", re.S)
ON_THE_WAY = frozenset({"station", "return", "pickup", "leg"})
ANSWERING = ("faq", "policy", "trip", "document")  # stories colour an answer and never are one


def find(draft: Draft, trip: Trip | None, *, kinds: tuple[str, ...] = ("faq", "policy"), limit: int = 5) -> list[Hit]:
    """Search by the glossed question: dense search reads no other script."""
    question = draft.understanding.message.glossed.replace("\n", " ")
    if not readable(question):
        question = draft.understanding.message.cleaned
    return search(question, trip_id=trip.pk if trip else None, kinds=kinds, limit=limit)


def best_faq(draft: Draft, trip: Trip | None, *, floor: float, tags: set[str] | None = None, own: bool = False) -> bool:
    """Quote the FAQ that fits best, if one fits well enough, carries one of the tags and, for `own`, is the trip's."""
    for hit in find(draft, trip, kinds=("faq",)):
        faq = next((f for f in draft.snapshot.faqs if str(f.pk) == hit.source_id), None)
        if faq and own and faq.trip_id is None:
            continue
        if faq and hit.score >= floor and (not tags or tags & set(faq.tags)):
            say_faq(draft, faq)
            return True
    return False


def of_tag(draft: Draft, trip: Trip | None, tag: str) -> bool:
    """The FAQ of a tag, the trip's own first; False where the firm has none."""
    fitting = [f for f in draft.snapshot.faqs if tag in f.tags and f.trip_id in (None, trip.pk if trip else None)]
    if fitting:
        say_faq(draft, max(fitting, key=lambda f: f.trip_id is not None))
    return bool(fitting)


def asked_in(draft: Draft, trip: Trip | None, word: str) -> bool:
    """The FAQ whose question has a word, the trip's own first; False where none has."""
    fitting = [f for f in draft.snapshot.faqs if word in f.question.lower() and f.trip_id in (None, trip and trip.pk)]
    if fitting:
        say_faq(draft, max(fitting, key=lambda f: f.trip_id is not None))
    return bool(fitting)


def say_faq(draft: Draft, faq: Faq) -> None:
    draft.cite(Source("faq", str(faq.pk), faq.question))
    said = faq.translations.get(draft.language, {}).get("answer")
    draft.quote(short(said or faq.answer))


def say_policy(draft: Draft, policy: Policy) -> None:
    draft.cite(Source("policy", policy.slug, policy.title))
    draft.quote(short(policy.text))


def short(text: str) -> str:
    """Cut at the end of a sentence."""
    if len(text) <= MOST_CHARACTERS:
        return text
    cut = text[:MOST_CHARACTERS]
    return cut[: cut.rfind(". ") + 1] or cut


def anything(draft: Draft, trip: Trip | None) -> bool:
    """The best passage of any kind, where it is good enough to be an answer."""
    hits = find(draft, trip, kinds=ANSWERING)
    hits = [h for h in hits if h.kind != "trip" or (trip and h.trip_id == trip.pk)]
    # The way to or from one trip is no answer where none was named.
    if not trip and draft.understanding.topics.keys() & ON_THE_WAY:
        hits = [h for h in hits if h.trip_id is None]
    hits = [h for h in hits if h.kind != "trip" or not LISTED_DATES.search(h.text)]
    if not hits or hits[0].score < MAYBE:
        return False
    best = hits[0]
    if not readable(draft.understanding.message.glossed) and best.cover < FOREIGN_COVER:
        return False
    draft.confidence = min(draft.confidence, best.score)
    if best.score < SURE and (best.cover < 0.5 or best.kind == "trip"):
        return False
    say_hit(draft, best)
    return True


def say_hit(draft: Draft, hit: Hit) -> None:
    faq = next((f for f in draft.snapshot.faqs if hit.kind == "faq" and str(f.pk) == hit.source_id), None)
    policy = draft.snapshot.policies.get(hit.source_id) if hit.kind == "policy" else None
    trip = draft.snapshot.trip(int(hit.source_id)) if hit.kind == "trip" else None
    if hit.kind == "document":
        draft.cite(Source("document", hit.source_id, hit.title))
        draft.quote(short(hit.text))
    if faq:
        say_faq(draft, faq)
    elif policy:
        say_policy(draft, policy)
    elif trip:
        draft.cite_trip(trip)
        draft.quote(f"*{trip.name}*: {short(hit.text)}")
