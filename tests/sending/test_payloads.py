"""What is posted is what Meta documents: one test for each request sample, and one for each limit."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cairn.channels.whatsapp.payloads import payload
from cairn.conversations.events import Person
from cairn.conversations.outgoing import Content, Unsendable, check, write

REQUESTS = Path(__file__).parents[1] / "payloads" / "requests"
# What Cairn does not send: shops, forms, groups, login codes by Direct Send, and what Meta would lose or refuse.
ABSENT = {
    "send_interactive_address_india",
    "send_interactive_call_permission_request",
    "send_interactive_catalog",
    "send_interactive_flow",
    "send_interactive_order_details_india",
    "send_interactive_order_status",
    "send_interactive_product",
    "send_interactive_product_list",
    "send_text_bsuid_in_to_silently_lost",
    "send_text_direct_send_utility",
    "send_text_to_and_recipient",
    "send_text_to_group",
}
SAMPLES = sorted(path.stem for path in REQUESTS.glob("send_*.json") if path.stem not in ABSENT)
ASHA = Person(phone="+919900000001")
KEY = "5f0c1b1e-0000-4000-8000-000000000000"


def sample(name: str) -> dict[str, Any]:
    return json.loads((REQUESTS / f"{name}.json").read_bytes())["request"]["json"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_request_sample_is_what_we_post(name):
    wanted = sample(name)
    kind = wanted["type"]
    inner = wanted[kind]
    if kind == "text":
        inner.setdefault("preview_url", False)
    made = payload(
        Person(phone=wanted.get("to"), user_id=wanted.get("recipient")),
        type=kind,
        text=inner["body"] if kind == "text" else "",
        content={"contacts": inner} if kind == "contacts" else inner,
        reply_to=wanted.get("context", {}).get("message_id"),
        callback=wanted.get("biz_opaque_callback_data"),
    )
    assert made == {"recipient_type": "individual", **wanted}


@pytest.mark.parametrize("name", sorted(ABSENT - {name for name in ABSENT if name.startswith("send_text")}))
def test_what_cairn_does_not_send_is_refused_in_words(name):
    wanted = sample(name)
    with pytest.raises(Unsendable, match="kind of"):
        payload(ASHA, type=wanted["type"], content=wanted[wanted["type"]])


def test_a_file_of_ours_goes_out_under_metas_id():
    held = {"attachment": KEY, "caption": "Your receipt"}
    assert payload(ASHA, type="image", content=held, ids={KEY: "26"})["image"] == {
        "id": "26",
        "caption": "Your receipt",
    }


def test_a_file_in_a_templates_header_goes_out_under_metas_id_too():
    header = {"type": "header", "parameters": [{"type": "image", "image": {"attachment": KEY}}]}
    content = {"name": "promo", "language": {"code": "en"}, "components": [header], "shown": {"body": "Hi"}}
    made = payload(ASHA, type="template", content=content, ids={KEY: "26"})["template"]
    assert made["components"][0]["parameters"] == [{"type": "image", "image": {"id": "26"}}]
    assert set(made) == {"name", "language", "components"}


def test_a_file_that_was_not_uploaded_stops_the_message():
    with pytest.raises(Unsendable, match="not there any more"):
        payload(ASHA, type="image", content={"attachment": KEY})


def test_a_reaction_never_quotes():
    made = payload(ASHA, type="reaction", content={"message_id": "wamid.A", "emoji": "👍"}, reply_to="wamid.B")
    assert "context" not in made


# Limits of section 6: at the limit it goes, one more is refused with both figures.


def buttons(**change: Any) -> Content:
    given = {"body": "Which?", "id": "a", "title": "A", "header": "", "footer": "", "more": 0} | change
    choices = [write.Choice(given["id"], given["title"])]
    choices += [write.Choice(f"b{n}", f"B{n}") for n in range(given["more"])]
    return write.buttons(given["body"], choices, header=given["header"], footer=given["footer"])


def rows(**change: Any) -> Content:
    given = {"body": "Which?", "button": "See", "id": "a", "title": "A", "description": "", "section": ""} | change
    row = write.Choice(given["id"], given["title"], given["description"])
    return write.list_of(given["body"], [(given["section"], [row])], button=given["button"])


def body_value(text: str) -> Content:
    part = {"type": "body", "parameters": [{"type": "text", "text": text}]}
    return write.template("t", "en", components=[part])


def header_value(text: str) -> Content:
    return write.template("t", "en", components=[{"type": "header", "parameters": [{"type": "text", "text": text}]}])


def code(text: str) -> Content:
    value = {"type": "coupon_code", "coupon_code": text}
    part = {"type": "button", "sub_type": "copy_code", "index": "0", "parameters": [value]}
    return write.template("t", "en", components=[part])


def address(text: str) -> Content:
    part = {"type": "button", "sub_type": "url", "index": 0, "parameters": [{"type": "text", "text": text}]}
    return write.template("t", "en", components=[part])


LIMITS = {
    "text": (4096, lambda text: Content("text", text)),
    "caption": (1024, lambda text: Content("image", "", {"id": "1", "caption": text})),
    "interactive body": (1024, lambda text: buttons(body=text)),
    "interactive header": (60, lambda text: buttons(header=text)),
    "interactive footer": (60, lambda text: buttons(footer=text)),
    "button title": (20, lambda text: buttons(title=text)),
    "button id": (256, lambda text: buttons(id=text)),
    "list body": (4096, lambda text: rows(body=text)),
    "list button": (20, lambda text: rows(button=text)),
    "section title": (24, lambda text: rows(section=text)),
    "row title": (24, lambda text: rows(title=text)),
    "row description": (72, lambda text: rows(description=text)),
    "row id": (200, lambda text: rows(id=text)),
    "link button": (20, lambda text: write.link("See", button=text, url="https://example.com")),
    "place request": (1024, write.ask_place),
    "number request": (1024, write.ask_number),
    "template name": (512, lambda text: write.template(text, "en")),
    "template header": (60, header_value),
    "template body": (1024, body_value),
    "template link": (2000, address),
    "template code": (15, code),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_text_at_the_limit_goes_and_one_more_is_refused_with_both_figures(limit):
    most, make = LIMITS[limit]
    checked(make("x" * most))
    with pytest.raises(Unsendable) as refused:
        checked(make("x" * (most + 1)))
    assert f"{most:,}" in str(refused.value)
    assert f"{most + 1:,}" in str(refused.value)


@pytest.mark.parametrize("limit", LIMITS)
def test_an_emoji_counts_as_two(limit):
    most, make = LIMITS[limit]
    checked(make("🙂" * (most // 2)))
    with pytest.raises(Unsendable):
        checked(make("🙂" * (most // 2 + 1)))


def checked(content: Content) -> None:
    check(content.type, content.text, content.content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (buttons(more=3), "4 buttons; WhatsApp takes 1 to 3"),
        (write.buttons("Which?", [write.Choice("a", "A"), write.Choice("b", "A")]), "same title"),
        (
            write.list_of("?", [("", [write.Choice(str(n), "R") for n in range(11)])], button="See"),
            "11 rows in this list",
        ),
        (write.list_of("?", [("S", [write.Choice(str(n), "R")]) for n in range(11)], button="See"), "11 sections"),
        (write.list_of("?", [("", [write.Choice("a", "A")]), ("", [write.Choice("b", "B")])], button="See"), "title"),
        (write.link("See", button="Go", url="javascript:alert(1)"), "https://"),
        (write.place(91, 0), "latitude"),
        (write.place(0, float("nan")), "longitude"),
        (Content("audio", "", {"id": "1", "caption": "x"}), "no text with an audio file"),
        (Content("image", "", {}), "Choose one file"),
        (Content("image", "", {"link": "http://example.com/a.jpg"}), "https://"),
        (body_value("a\nb"), "line break"),
        (body_value("a\tb"), "tab"),
        (body_value("a     b"), "four blanks"),
        (body_value(""), "empty"),
        (Content("reaction", "", {"message_id": "w", "emoji": "ok"}), "one emoji"),
        (Content("poll", "", {}), "kind of message"),
        (Content("contacts", "", {"contacts": [{"name": {"formatted_name": "A"}}]}), "first or a last name"),
    ],
)
def test_what_whatsapp_refuses_is_said_beforehand(content, words):
    with pytest.raises(Unsendable, match=words):
        checked(content)


NONSENSE = [None, [], {}, "x", 7, True, [None], {"x": 1}, [[]], {"text": 7}, {"action": []}, {"type": []}]


@pytest.mark.parametrize("kind", ["interactive", "template", "contacts", "location", "image", "reaction"])
@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("key", ["type", "body", "action", "name", "language", "components", "contacts", "id", "emoji"])
def test_nonsense_is_refused_in_words_and_never_crashes(kind, key, value):
    good = {"type": "button", "body": {"text": "?"}, "name": "t", "language": {"code": "en"}, "message_id": "w"}
    with suppress(Unsendable):
        payload(ASHA, type=kind, content=good | {key: value})
