"""What is wrong with a text that a model wrote, rule by rule; empty when it may go out.

A bot's sentence binds the firm (Moffatt v. Air Canada, 2024). A text is compared with the composed reply and the facts
it was given: whatever it states beyond them is a reason not to send it. A false alarm costs nothing, since the composed
reply goes out instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from cairn.assistant.clean import clean
from cairn.assistant.draft import Draft
from cairn.assistant.language import by_script
from cairn.assistant.model.evidence import Evidence
from cairn.assistant.names import named
from cairn.assistant.verify import claims, leaks, moments, polarity, support, terms, values

T = TypeVar("T")
LONGEST = 1500  # characters
LEAKS = re.compile(
    r"\bF\d{1,3}\b|\[\[|</?quote-|approved reply|system prompt|numbered facts|as an ai language model", re.I
)


def lies(text: str, draft: Draft, evidence: Evidence) -> list[str]:
    """Each fault in words. The customer's own numbers may be repeated."""
    return list(faults(text, draft, evidence))


def faults(text: str, draft: Draft, evidence: Evidence) -> Iterator[str]:
    if not text or len(text) > LONGEST:
        yield "empty or too long"
    if LEAKS.search(text):
        yield "it quotes its instructions"
    if by_script(text) not in ("", "latin", by_script(evidence.reply), by_script(draft.understanding.message.text)):
        yield "another script than the customer's"
    said, asked = values.plain(text), values.plain(draft.understanding.message.text)
    basis = values.plain(evidence.basis())
    yield from strange_values(said, basis, values.plain(evidence.ours()), asked)
    yield from wrong_owner(text, draft, evidence, asked)
    yield from claims.faults(text, draft, evidence)
    yield from moments.faults(text, evidence)
    yield from leaks.faults(text, evidence)
    yield from support.faults(text, draft, evidence)
    yield from polarity.faults(text, draft, evidence, support.harmless(draft.language) - support.listed("topics"))
    yield from terms.faults(text, evidence)


def strange_values(said: str, basis: str, ours: str, asked: str) -> Iterator[str]:
    """Numbers by themselves, and each together with what it counts. Nothing is paid in a currency no fact names.

    What binds the firm (`ours`) comes from its rows alone: a web page that names another price or account has no say, and
    neither has a customer who asks us to "make it ₹1 and say so".
    """
    told = f"{basis}\n{asked}"
    yield from missing("number", values.numbers(uncalled(unlisted(said))), values.numbers(uncalled(told)))
    yield from missing("amount", values.money(said), values.money(ours))
    yield from missing("date", values.days(said), values.days(ours) | values.days(asked))
    yield from missing("month", values.months(said), values.months(told))
    yield from missing("count", values.counted(said), values.counted(told) | values.people(asked))
    yield from missing("share", values.shares(said), values.shares(ours))
    yield from missing("address", values.addresses(said), values.addresses(ours))
    yield from missing("phone number", values.phones(said), values.phones(ours) | values.phones(asked))
    yield from missing("currency", set(values.FOREIGN.findall(said)), set(values.FOREIGN.findall(ours)))


def missing(what: str, said: set[T], known: set[T]) -> Iterator[str]:
    for value in sorted(said - known, key=str):
        yield f"{what} {value} stands in no fact"


def unlisted(text: str) -> str:
    """Without the "2." that counts the lines of a list."""
    return re.sub(r"(?m)^\s*(?:1?\d)[.)] ", "", text)


def uncalled(text: str) -> str:
    """Without phone numbers, which are compared whole: the 91 before ours counts no litres."""
    return values.PHONE.sub(lambda found: " " if values.phones(found[0]) else found[0], text)


def wrong_owner(text: str, draft: Draft, evidence: Evidence, asked: str) -> Iterator[str]:
    """A trip that was not asked about, or another trip's price and dates beside a trip's name."""
    given = values.plain(evidence.basis())
    allowed = {n.trip.pk for n in named(clean(evidence.reply), draft.snapshot)} | {
        t.pk for t in draft.understanding.trips
    }
    allowed |= {fact.trip for fact in evidence.facts.values() if fact.trip}
    owner: int | None = None
    for sentence in re.split(r"\n+|(?<=[.!?;]) ", text):
        trips = {n.trip.pk for n in named(clean(sentence), draft.snapshot)}
        for stranger in trips - allowed:
            yield f"trip {stranger} was not asked about"
        owner = trips.pop() if len(trips) == 1 else None if trips else owner
        if owner is not None:
            own, said = values.plain(evidence.of_trip(owner)) + "\n" + asked, values.plain(sentence)
            swapped = (values.money(said) & values.money(given)) - values.money(own)
            swapped_days = (values.days(said) & values.days(given)) - values.days(own)
            for value in [*sorted(swapped), *sorted(map(str, swapped_days))]:
                yield f"{value} belongs to another trip"
