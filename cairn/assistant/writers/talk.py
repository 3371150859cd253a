"""Everything that is not a question about trips: hello, thanks, urgent things, and what the assistant won't do."""

from __future__ import annotations

import re
from collections.abc import Callable

from cairn.assistant.draft import Draft
from cairn.assistant.facts import Source, listed, lowered
from cairn.assistant.lexicon import data
from cairn.assistant.writers.faqs import best_faq, of_tag
from cairn.assistant.writers.items import matching
from cairn.assistant.writers.rules import refunds, rule
from cairn.catalog.models import Trip

# The rule that an attack tries to get around, for the staff who read it.
TRIED = {
    r"\brefund\w*\b": "cancellation",
    r"\b(?:paid|pay|payment|confirm\w*|free)\b": "payment",
    r"\b(?:other|list of|names?|numbers?) (?:of )?(?:customers?|guests?|people)\b": "privacy",
}


def greeting(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("hello_back", firm=draft.snapshot.firm.name)
    draft.writer = "template"


def simple(key: str, *, expect: str = "answer", reason: str = "") -> Callable[[Draft, Trip | None], None]:
    """A writer that says one sentence and, with a reason, calls a person."""

    def write(draft: Draft, trip: Trip | None = None) -> None:
        draft.say(key, firm=draft.snapshot.firm.name)
        draft.expect, draft.writer = expect, "template"
        if reason:
            draft.hand_over(reason)

    return write


def emergency(draft: Draft, trip: Trip | None = None) -> None:
    draft.say(
        "emergency",
        phone=draft.snapshot.firm.emergency_phone or draft.snapshot.firm.phone,
        general=data("places")["emergency_number"],
    )
    draft.expect, draft.writer = "handover", "template"
    draft.hand_over("emergency")


def human(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("human", time=call_back(draft), phone=draft.snapshot.firm.phone)
    draft.expect, draft.writer = "handover", "template"
    draft.hand_over("human_request")


def call_back(draft: Draft) -> str:
    minutes = draft.snapshot.firm.call_back_minutes
    if minutes == 60:
        return draft.words("hour")
    return draft.words("minutes", n=minutes) if minutes % 60 else draft.words("hours", n=minutes // 60)


def opt_out(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("opt_out")
    draft.expect, draft.writer = "opt_out", "template"
    faq = next((f for f in draft.snapshot.faqs if "opt-out" in f.tags), None)
    if faq:
        draft.cite(Source("faq", str(faq.pk), faq.question))


def complaint(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("complaint")
    if "refund" in draft.understanding.message.glossed:
        draft.cite_policy("refund-time")
    draft.expect = "handover"
    draft.hand_over("complaint")


def offtopic(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("offtopic", firm=draft.snapshot.firm.name)
    draft.expect, draft.writer = "refuse", "template"


def injection(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("injection", firm=draft.snapshot.firm.name)
    draft.cite_policy("discounts")
    for pattern, slug in TRIED.items():
        if re.search(pattern, draft.understanding.message.glossed):
            draft.cite_policy(slug)
    draft.expect, draft.writer = "refuse", "template"


def privacy(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("privacy")
    draft.cite_policy("privacy")
    draft.expect, draft.writer = "refuse", "template"


def payment_claim(draft: Draft, trip: Trip | None = None) -> None:
    """A payment is real only once a person or the gateway has seen it."""
    problem = any(word in draft.understanding.message.glossed for word in ("failed", "debited", "deducted", "twice"))
    draft.say("pay_problem" if problem else "pay_claim")
    draft.cite_policy("payment")
    draft.expect = "handover"
    draft.hand_over("payment to check")


def not_sold(draft: Draft, trip: Trip | None = None) -> None:
    place = draft.understanding.message.elsewhere or ""
    draft.facts.append(place)
    draft.say("not_sold", place=place.title())
    featured = [t for t in draft.snapshot.trips if t.featured] or list(draft.snapshot.trips[:3])
    others = [t for t in draft.snapshot.trips if t not in featured]
    draft.say("instead", names=listed(t.name for t in [*featured, *others][:5]))
    draft.expect = "abstain"


def dont_know(draft: Draft, trip: Trip | None = None) -> None:
    draft.say("dont_know")
    draft.expect, draft.writer, draft.confidence = "abstain", "template", 0.2
    draft.hand_over("not in our information")


def hours(draft: Draft, trip: Trip | None = None) -> None:
    if not best_faq(draft, None, floor=0.3, tags={"contact"}) and not of_tag(draft, None, "contact"):
        draft.say("human_later")
        draft.hand_over("wants to reach the firm")


def cancel(draft: Draft, trip: Trip | None = None) -> None:
    refunds(draft, trip)
    if not {"refund"} & draft.understanding.topics.keys():
        draft.say("cancel_team")
        draft.hand_over("cancellation")


def swim(draft: Draft, trip: Trip | None = None) -> None:
    """Where the firm's answers say nothing of the trip's waters, its packing list is all that is known."""
    rule("swim")(draft, trip)
    if draft.parts or not trip:
        return
    draft.cite_trip(trip)
    if lines := matching(trip.gear, ["swim"]):
        draft.say("gear_item", trip=trip.name, list=listed(lowered(line) for line in lines))
    draft.say("dont_know_detail", words='"swimming"')
