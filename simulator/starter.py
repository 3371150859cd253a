"""The templates that the demo firm already has."""

from __future__ import annotations

from typing import Any

from simulator.templates import as_node

Json = dict[str, Any]
FIRST_ID = 1192339204654487
BORN = 1795313600


def starters(account: str) -> list[Json]:
    common = {"status": "APPROVED", "language": "en", "account": account}
    nodes = [common | one | {"id": str(FIRST_ID + at)} for at, one in enumerate(STARTERS)]
    return [as_node(one, BORN) | {key: one[key] for key in ("rejected_reason",) if key in one} for one in nodes]


def body(text: str, *examples: str) -> Json:
    return {"type": "BODY", "text": text} | ({"example": {"body_text": [list(examples)]}} if examples else {})


def named(text: str, **examples: str) -> Json:
    given = [{"param_name": name, "example": example} for name, example in examples.items()]
    return {"type": "BODY", "text": text, "example": {"body_text_named_params": given}}


def footer(text: str) -> Json:
    return {"type": "FOOTER", "text": text}


def replies(*texts: str) -> Json:
    return {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": text} for text in texts]}


def template(name: str, category: str, *components: Json, **more: Any) -> Json:
    return {"name": name, "category": category, "components": list(components)} | more


PICTURE = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW1hZ2UvanBlZw==:SAMPLE"]}}
LINK = {
    "type": "URL",
    "text": "See the plan",
    "url": "https://trekandstay.test/trips/{{1}}",
    "example": ["https://trekandstay.test/trips/maharashtra-explorer"],
}
STARTERS: list[Json] = [
    template(
        "hello_world",
        "UTILITY",
        {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
        body("Welcome and congratulations!!"),
        footer("WhatsApp Business Platform sample message"),
        language="en_US",
    ),
    template(
        "follow_up",
        "MARKETING",
        body(
            "Hi {{1}}, are you still thinking about {{2}}? Just reply and we will help.",
            "Priya",
            "the 7-Day Maharashtra Explorer",
        ),
        footer("Reply STOP to hear no more of this"),
        replies("Tell me more"),
    ),
    template(
        "booking_confirmed",
        "UTILITY",
        body("Hi {{1}}, your seat on {{2}} from {{3}} is confirmed.", "Priya", "Maharashtra Explorer", "12 December"),
    ),
    template(
        "payment_reminder",
        "UTILITY",
        body("Hi {{1}}, {{2}} for {{3}} is due by {{4}}. Thank you.", "Priya", "₹13,000", "your trip", "5 December"),
    ),
    template(
        "trip_reminder",
        "UTILITY",
        body(
            "Hi {{1}}, {{2}} starts on {{3}}. Pickup: {{4}}. See you there.",
            "Priya",
            "Maharashtra Explorer",
            "12 December",
            "Pune station, 6 am",
        ),
    ),
    template(
        "reply_waiting",
        "UTILITY",
        body("Hi {{1}}, we have an answer to your question. Reply here to read it.", "Priya"),
        replies("Show me"),
    ),
    template(
        "trip_information",
        "UTILITY",
        PICTURE,
        body("Hi {{1}}, here is the plan for {{2}}, as you asked.", "Priya", "the 5-Day Waterfall Edition"),
        footer("Trek & Stay"),
        {
            "type": "BUTTONS",
            "buttons": [LINK, {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+919000041000"}],
        },
    ),
    template(
        "season_offer",
        "MARKETING",
        {"type": "HEADER", "format": "TEXT", "text": "Monsoon treks are open"},
        body("Hi {{1}}, two seats are left on {{2}}, and friends travel with {{3}} off.", "Priya", "Devkund", "10 %"),
        footer("You asked us for news of our treks"),
        replies("Tell me more", "Book a call", "STOP"),
    ),
    template(
        "seat_held",
        "UTILITY",
        named(
            "Hello {{first_name}}, we hold {{seats}} for you on {{trip}} until {{until}}. Reply to keep it.",
            first_name="Priya",
            seats="2 seats",
            trip="Maharashtra Explorer",
            until="Friday 6 pm",
        ),
        parameter_format="NAMED",
    ),
    template(
        "follow_up",
        "MARKETING",
        body("नमस्ते {{1}}, क्या आप अभी भी {{2}} के बारे में सोच रहे हैं? बस जवाब दें, हम मदद करेंगे।", "प्रिया", "महाराष्ट्र ट्रेक"),
        footer("बंद करने के लिए STOP लिखें"),
        replies("और बताइए"),
        language="hi",
    ),
    template("flash_sale", "MARKETING", status="REJECTED", rejected_reason="INVALID_FORMAT"),
]
