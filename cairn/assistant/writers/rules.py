"""The firm's rules: ages, refunds, due days, insurance; the rest in the firm's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

from cairn.assistant.draft import Draft
from cairn.assistant.facts import money
from cairn.assistant.lexicon import data
from cairn.assistant.writers.faqs import say_faq, say_policy
from cairn.catalog.models import Faq, Trip
from cairn.catalog.pricing import refund, refund_percent

DAYS = re.compile(r"\b(\d{1,3}) days?\b")
DAYS_BEFORE = re.compile(r"\b(\d{1,3}) days? (?:of )?(?:before|prior|earlier|first|left|to go|ahead|in advance|ago)\b")
HOW_PAID = re.compile(
    r"\bhow long\b|\bwhen\b|\bhow (?:many|much) (?:of )?(?:working )?days?\b|\btime(?:line)?\b|\bworking days\b|\bday how much\b|\bsame account\b"
)
WITHDRAWS = re.compile(
    r"\bcancel|\b(?:pull\w*|back\w*|drop\w*|bow\w*|opt\w*) out\b|\bwithdr[ae]w\w*|\bcan ?not (?:make it|come|join|go|attend)\b|\bnot (?:able to|going to) (?:come|join|make it)\b"
)
PAID = re.compile(r"\b(?:paid|pay|gave|given)\b[^\d]{0,25}(\d{3,6})\b|\b(\d{3,6})\b.{0,12}\bpaid\b")


def rule(topic: str) -> Callable[[Draft, Trip | None], None]:
    """A writer that gives the FAQ and the policy that `data/rules.json` names for a topic by tag and slug."""

    def write(draft: Draft, trip: Trip | None) -> None:
        known = data("rules")[topic]
        faq = tagged(draft, known, trip)
        policy = draft.snapshot.policies.get(known.get("policy", ""))
        if faq and (known.get("prefer") != "policy" or not policy or draft.language in faq.translations):
            say_faq(draft, faq)
            if policy:
                draft.cite_policy(policy.slug)
        elif policy:
            say_policy(draft, policy)

    return write


def tagged(draft: Draft, known: dict[str, str], trip: Trip | None) -> Faq | None:
    """The FAQ whose question holds the words of the rule; the trip's own before a general one."""
    if not (pattern := known.get("faq")):
        return None
    fitting = [
        f
        for f in draft.snapshot.faqs
        if re.search(pattern, f.question, re.I) and (f.trip_id in (None, trip.pk if trip else None) or placed(draft, f))
    ]
    return max(fitting, key=lambda f: f.trip_id is not None, default=None)


def placed(draft: Draft, faq: Faq) -> bool:
    """Without a trip: does the message name a place of the question? "Swimming at Devkund" needs no trip."""
    places = re.findall(r"(?<!^)\b[A-Z][a-z]{4,}\b", faq.question)
    return not draft.understanding.trips and any(p.lower() in draft.understanding.message.cleaned for p in places)


def age(draft: Draft, trip: Trip | None) -> None:
    if not trip:
        rule("age")(draft, trip)
        return
    draft.cite_trip(trip)
    low, high = trip.min_age or 0, trip.max_age or 0
    for years in draft.understanding.ages[:2]:
        if years < low:
            draft.say("age_no", trip=trip.name, low=low)
        elif high and years > high:
            draft.say("age_over", trip=trip.name, high=high)
        else:
            draft.say("age_ok", age=years, trip=trip.name, low=low, high=high)
            if years < 18:
                rule("minors_policy")(draft, trip)
    if not draft.understanding.ages:
        draft.say("age_range", trip=trip.name, low=low, high=high)


def refunds(draft: Draft, trip: Trip | None) -> None:
    """The rule, and the sum where the days are known."""
    rules = draft.snapshot.rules("cancellation")
    days = days_before(draft.understanding.message.glossed, trip)
    paid = PAID.search(draft.understanding.message.glossed)
    if trip and days and (paid or WITHDRAWS.search(draft.understanding.message.glossed)):
        draft.cite_trip(trip)
        amount = int(paid[1] or paid[2]) * 100 if paid else trip.price
        back = refund(rules, paid=amount, advance=trip.advance, days=days[-1])
        draft.say(
            "refund_sum",
            days=days[-1],
            percent=refund_percent(rules, days[-1]),
            beyond=money(max(0, amount - trip.advance)),
            amount=money(back),
        )
        draft.cite_policy("cancellation")
        return
    if re.search(r"\bcash\b", draft.understanding.message.glossed):
        say_policy(draft, draft.snapshot.policies["refund-time"])
        return
    about_advance = not days and re.search(r"\b(?:advance|deposit|token)\b", draft.understanding.message.glossed)
    how_long = HOW_PAID.search(draft.understanding.message.glossed)
    rule("refund_advance" if about_advance else "refund_time" if how_long else "refund")(draft, trip)


def days_before(text: str, trip: Trip | None) -> list[int]:
    """Days to the departure that a message names; the length of the trip is none of them."""
    named = [int(n) for n in DAYS_BEFORE.findall(text)]
    return named or [int(n) for n in DAYS.findall(text) if not trip or int(n) != trip.days]


def balance_due(draft: Draft, trip: Trip | None) -> None:
    rules = draft.snapshot.rules("payment")
    draft.cite_policy("payment")
    if not trip:
        rule("balance_due")(draft, trip)
        return
    draft.cite_trip(trip)
    days = rules.get(f"balance_due_days_{trip.zone.lower()}", rules.get("balance_due_days"))
    draft.say("balance_due_trip", trip=trip.name, days=days)


def insurance(draft: Draft, trip: Trip | None) -> None:
    rules = draft.snapshot.rules("insurance")
    if not trip:
        rule("insurance")(draft, trip)
        return
    draft.cite_trip(trip)
    draft.cite_policy("insurance")
    price = rules.get(trip.zone.lower(), rules.get("other", 0))
    key = "insurance" if rules.get("compulsory_in") == trip.zone else "insurance_optional"
    draft.say(key, trip=trip.name, price=money(int(str(price))))
