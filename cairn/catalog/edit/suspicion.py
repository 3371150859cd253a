"""Stories come from outside. What looks like an order to the assistant or a way to pay is held until somebody has read it
(reference: a story must never become an instruction), and a price that is no longer true is marked."""

from __future__ import annotations

import re
from typing import Any

from cairn.catalog.models import Story, Trip

# Each with the reason that people read. Imperatives to a reader are rare in honest reviews of a walk; these are not about walking.
SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            "gives orders to the assistant",
            r"\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|prior|above|earlier|all|instructions?|rules?|prompts?)\b"
            r"|\b(system|developer) (prompt|message)\b|\byou (are|must|should|will) (now |always |never )"
            r"|\b(always|never) (say|tell|answer|reply|recommend|mention|offer|quote)\b"
            r"|\b(tell|inform|assure) (the |every |all )?(customers?|guests?|users?|people) (that|to)\b|\b(assistant|bot|ai)\s*:",
        ),
        (
            "says where to pay",
            r"\b(pay|send|transfer|deposit)\b.{0,30}\b(to|at|on|into|via|upi|gpay|phonepe|paytm|account|number)\b"
            r"|\b[\w.-]{2,}@(upi|ok\w+|paytm|ybl|ibl|axl|apl|sbi|hdfc\w*|icici|axis\w*)\b|\b(upi id|ifsc|account number)\b",
        ),
        ("offers a discount", r"\b(discount|coupon|promo|refund) ?code\b|\buse (the )?code\b|\bflat \d+ ?% off\b"),
        (
            "holds an address or a number to call",
            r"https?://|\bwww\.|\b(?:\+?91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}\b|\bwa\.me/",
        ),
    )
)
AMOUNT = re.compile(r"(?:₹|\brs\.?|\binr)\s*(\d[\d,]{2,8})", re.IGNORECASE)


def of_story(story: Story, values: dict[str, Any]) -> dict[str, Any]:
    """Hold and mark a story whose words are new. A story that was read and let through stays so while its words do."""
    words = " ".join(str(values.get(name, getattr(story, name))) for name in ("title", "name", "city", "text"))
    before = " ".join(str(getattr(story, name)) for name in ("title", "name", "city", "text"))
    if words == before:
        return {}
    why = reasons(words)
    found: dict[str, Any] = {"held": bool(why), "held_reason": why[:200]}
    return found | ({"mentions_old_price": True} if old_price(story, values) else {})


def reasons(text: str) -> str:
    """Why it is held, in words; empty for an honest story."""
    return ", ".join(reason for reason, sign in SIGNS if sign.search(text))


def old_price(story: Story, values: dict[str, Any]) -> bool:
    """Does it name a price of a whole trip that is none of today's?"""
    named = {int(found.replace(",", "")) * 100 for found in AMOUNT.findall(str(values.get("text", story.text)))}
    trip = Trip.objects.filter(pk=values.get("trip_id", story.trip_id)).first()
    if not named or trip is None:
        return False
    dates = trip.departures.exclude(price=None).values_list("price", flat=True)
    known = {trip.price, trip.advance, trip.balance, *dates, *(row["price"] for row in trip.add_ons)}
    old = {row["price"] for row in trip.price_history}
    # A cup of tea for 200 is no price of the trip; what is near its price or was one is.
    return any(paise in old or trip.price // 2 <= paise <= trip.price * 2 for paise in named - known)
