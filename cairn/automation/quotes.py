"""Whether what the firm wrote to a customer is a quote: a price for a trip, or where to pay or book. Pure.

Read from the words alone, in the languages that the team writes. Sure enough to act, or only enough to suggest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AMOUNT = re.compile(
    r"(?:₹|\brs\.?|\binr|रु\.?|ರೂ\.?|ரூ\.?|రూ\.?)\s*\d[\d,]{0,14}(?:\.\d{1,2})?\s?k?"
    r"|(?<![\d,])\d[\d,]{3,14}(?:\.\d{1,2})?\s?(?:/-|₹|\brs\b|\binr\b|\brupees?\b|रुपये|रुपए|रु\b|ರೂಪಾಯಿ|ರೂ\b|ரூபாய்|రూపాయలు)"
    r"|\b\d{1,3}(?:\.\d)?\s?k\b(?=[^a-z]|$)",
    re.IGNORECASE,
)
# What makes a number the price of a trip and not of a taxi.
QUOTE = re.compile(
    r"\b(?:total|per (?:person|head|pax)|each person|pp|quote|quotation|package|offer|all inclusive|advance|balance|booking amount"
    r"|final price|for (?:\d+|two|three|four|five|six) (?:people|persons?|pax|of you|adults?)"
    r"|kul|har ek|prati vyakti|ek jan|ekun|prati|ottu)\b"
    r"|कुल|प्रति व्यक्ति|एडवांस|अग्रिम|एकूण|प्रत्येकी|आगाऊ|ಒಟ್ಟು|ಪ್ರತಿ ವ್ಯಕ್ತಿ|ಮುಂಗಡ|மொத்தம்|ஒருவருக்கு|முன்பணம்|మొత్తం|ఒక్కరికి|అడ్వాన్స్",
    re.IGNORECASE,
)
TRIP = re.compile(
    r"\b(?:trip|trek|tour|camp|departure|batch|package)\b|ट्रिप|ट्रेक|सहल|ಟ್ರೆಕ್|ಪ್ರವಾಸ|ட்ரெக்|பயணம்|ట్రెక్|యాత్ర", re.IGNORECASE
)
LINK = re.compile(
    r"https?://[^\s<>\"]{1,500}|\bupi://pay\?[^\s<>\"]{1,500}|\b(?:rzp\.io|wa\.me/p|pages\.razorpay\.com)/[^\s<>\"]{1,500}",
    re.IGNORECASE,
)
PAYS = re.compile(
    r"^upi://pay\?|rzp\.io/|razorpay\.(?:com|me)/|razorpay\.me|payu\.in/|instamojo\.com/|cashfree\.com/|paytm\.(?:me|in)/|stripe\.com/"
    r"|[/?&=.-](?:book|booking|bookings|checkout|pay|payment|reserve)(?:[/?&#=.-]|$)",
    re.IGNORECASE,
)
UPI_ID = re.compile(r"(?<![\w.-])[\w.-]{2,64}@[a-z][a-z0-9]{1,30}(?![\w.])", re.IGNORECASE)
ASKS_FOR_MORE = re.compile(r"\b(?:refund|returned|paid you|cancell?ation|late fee|fine of)\b", re.IGNORECASE)
SURE, PERHAPS = 0.95, 0.6
LONGEST = 4096  # characters; a message has no more


@dataclass(frozen=True, slots=True)
class Quote:
    """`why` in words, `sure` from 0 to 1."""

    why: str
    sure: float


def quote(text: str, *, upi_id: str = "", trips: tuple[str, ...] = ()) -> Quote | None:
    """What makes this message a quote, or None. `upi_id` is the firm's own, `trips` the names of its trips."""
    text = text[:LONGEST]
    if any(PAYS.search(link) for link in LINK.findall(text)):
        return Quote("a link to book or pay", SURE)
    amounts = AMOUNT.findall(text)
    if amounts and (names_upi(text, upi_id) or QUOTE.search(text)) and not ASKS_FOR_MORE.search(text):
        return Quote(f"a price: {amounts[0].strip()}", SURE)
    if names_upi(text, upi_id):
        return Quote("where to pay", PERHAPS)
    if amounts and (TRIP.search(text) or any(name.lower() in text.lower() for name in trips)):
        return Quote(f"an amount: {amounts[0].strip()}", PERHAPS)
    return None


def names_upi(text: str, upi_id: str) -> bool:
    return bool(upi_id) and upi_id.lower() in (found.lower() for found in UPI_ID.findall(text))
