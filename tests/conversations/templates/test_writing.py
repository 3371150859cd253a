"""A new template that Meta would refuse is refused before it is submitted, in words."""

from __future__ import annotations

import pytest

from cairn.conversations.templates.writing import check
from tests.conversations.templates.conftest import template

BODY = {
    "type": "BODY",
    "text": "Hi {{1}}, your seat on {{2}} is still free.",
    "example": {"body_text": [["Asha", "Explorer"]]},
}


def written(*parts, **fields):
    return template(components=[BODY, *parts], **fields)


def body(text, *samples):
    return template(components=[{"type": "BODY", "text": text, "example": {"body_text": [list(samples)]}}])


def buttons(*rows):
    return written({"type": "BUTTONS", "buttons": list(rows)})


QUICK = [{"type": "QUICK_REPLY", "text": f"Answer {number}"} for number in range(11)]
PAGE = {"type": "URL", "text": "Look", "url": "https://firm.example/"}

REFUSED = [
    (written(name="Seat Free"), "small letters"),
    (written(name="x" * 513), "512 characters"),
    (written(language="english"), "a code such as"),
    (written(category="service"), "marketing, utility"),
    (written({"type": "HEADER", "format": "TEXT", "text": "x" * 61}), "Header: 60"),
    (written({"type": "HEADER", "format": "TEXT", "text": "{{1}} and {{2}} go"}), "one variable"),
    (written({"type": "HEADER", "format": "TEXT", "text": "Rain 🌧"}), "no emoji"),
    (written({"type": "HEADER", "format": "SONG"}), "not a kind"),
    (written({"type": "FOOTER", "text": "x" * 61}), "Footer: 60"),
    (written({"type": "FOOTER", "text": "Hi {{1}}"}), "can't hold a variable"),
    (body(""), "empty"),
    (body("x" * 1025), "1,024"),
    (body("{{1}} is waiting for you here today", "Asha"), "before the first variable"),
    (body("Waiting for you here today is {{1}}.", "Asha"), "after the last one"),
    (body("Waiting for {{1}} {{2}} in the old town all day", "a", "b"), "words between"),
    (body("We meet {{1}} or {{3}} in the old town there", "a", "b"), "count up"),
    (body("We meet {{1}} or {{guest}} in the old town there", "a", "b"), "not both"),
    (body("We meet {{Guest}} in the old town over there", "a"), "names of variables"),
    (body("Hi {{1}} and {{2}} bye", "a", "b"), "too short for its variables"),
    (body("Hi {{1}}, your seat on {{2}} is still free."), "give a sample"),
    (body("One line\n\n\n\nand another"), "empty line"),
    (buttons(*QUICK), "10 at most"),
    (buttons(*[PAGE | {"text": f"Look {number}"} for number in range(3)]), "2 of the kind"),
    (buttons(QUICK[0], PAGE, QUICK[1]), "stand together"),
    (buttons(QUICK[0], QUICK[0]), "words of its own"),
    (buttons({"type": "QUICK_REPLY", "text": "x" * 26}), "25 characters"),
    (buttons(PAGE | {"url": "firm.example"}), "https://"),
    (buttons(PAGE | {"url": "https://firm.example/{{1}}/x", "example": ["a"]}), "at the end"),
    (buttons({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "help"}), "phone number"),
    (buttons({"type": "COPY_CODE", "example": "x" * 16}), "sample code"),
]
TAKEN = [
    written(),
    written({"type": "HEADER", "format": "TEXT", "text": "Your seat"}, {"type": "FOOTER", "text": "Trek & Stay"}),
    written({"type": "HEADER", "format": "IMAGE"}),
    buttons(QUICK[0], QUICK[1], PAGE, {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+918047192200"}),
    buttons(PAGE | {"url": "https://firm.example/{{1}}", "example": ["https://firm.example/42"]}),
    body("Good morning, the rain has stopped."),
]


@pytest.mark.parametrize(("made", "words"), REFUSED)
def test_what_meta_refuses_is_said_in_words(made, words):
    assert any(words in flaw.words for flaw in check(made)), [flaw.words for flaw in check(made)]


@pytest.mark.parametrize("made", TAKEN)
def test_what_meta_takes_passes(made):
    assert check(made) == []
