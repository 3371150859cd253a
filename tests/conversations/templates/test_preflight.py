"""What WhatsApp would refuse is refused here first, under its own code."""

from __future__ import annotations

import pytest

from cairn.conversations.models import Attachment
from cairn.conversations.templates.preflight import preflight
from cairn.lib import clock
from tests.conversations.templates.conftest import CODE, PHOTO, PLACE, QUICK, URL, template

BOTH = {"body.1": "Priya", "body.2": "the 7-Day Explorer"}
LINK = "https://firm.example/rain.jpg"
HERE = {"header.latitude": "18.52", "header.longitude": "73.85"}


def codes(made, values) -> set[int]:
    return {flaw.code for flaw in preflight(made, values)}


REFUSED = [
    (132000, template(), {"body.1": "Priya"}),
    (132000, template(), {**BOTH, "body.3": "one too many"}),
    (132000, template(header="For {{1}}"), BOTH),
    (132000, template(buttons=[URL]), BOTH),
    (132000, template("Dear {{guest}}, see you soon.", named=True), {"body.1": "Priya"}),
    (132005, template(), {**BOTH, "body.2": "x" * 1024}),
    (132005, template(), {**BOTH, "body.2": "😀" * 500}),
    (132005, template(header="For {{1}}"), {**BOTH, "header.1": "x" * 60}),
    (132005, template(buttons=[CODE]), {**BOTH, "button.0": "x" * 16}),
    (132005, template(buttons=[URL]), {**BOTH, "button.0": "x" * 2000}),
    (132012, template(header=PHOTO), BOTH),
    (132012, template(header=PHOTO), {**BOTH, "header.media": "not-there"}),
    (132012, template(header=PLACE), {**BOTH, **HERE, "header.latitude": "north"}),
    (132012, template(header=PLACE), {**BOTH, **HERE, "header.longitude": "181"}),
    (132012, template(), {**BOTH, "header.media": LINK}),
    (132012, template(buttons=[QUICK]), {**BOTH, "button.0": "yes"}),
    (132012, template(buttons=[URL]), {**BOTH, "button.1": "42"}),
    (132012, template(buttons=[URL]), {**BOTH, "button.0": "https://elsewhere.example"}),
    (132018, template(), {**BOTH, "body.2": "two\nlines"}),
    (132018, template(), {**BOTH, "body.2": "a\ttab"}),
    (132018, template(), {**BOTH, "body.2": "five     spaces"}),
    (132018, template(), {**BOTH, "body.2": "  "}),
    (132007, template(), {**BOTH, "body.2": "\x00"}),
    (132007, template(status="rejected", reason="Abusive content, against the policy"), BOTH),
    (132001, template(status="pending"), BOTH),
    (132001, template(status="rejected"), BOTH),
    (132001, template(status="draft"), BOTH),
    (132001, template(removed_at=clock.now()), BOTH),
    (132015, template(status="paused"), BOTH),
    (132016, template(status="disabled"), BOTH),
]
SENT = [
    (template(), BOTH),
    (template(), {**BOTH, "body.2": "four    spaces"}),
    (template(header="For {{1}}"), {**BOTH, "header.1": "you"}),
    (template(header=PHOTO), {**BOTH, "header.media": LINK}),
    (template(header=PHOTO), {**BOTH, "header.media": "2621233374848975"}),
    (template(header=PLACE), {**BOTH, **HERE}),
    (template(buttons=[QUICK, URL, CODE]), {**BOTH, "button.1": "42", "button.2": "RAIN10"}),
    (template("Dear {{guest}}, see you soon.", named=True), {"body.guest": "Priya"}),
    (template("Nothing to fill in here."), {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "made", "values"), REFUSED)
def test_what_whatsapp_refuses_is_refused_first_with_its_code(code, made, values):
    assert code in codes(made, values)


@pytest.mark.parametrize(("made", "values"), SENT)
def test_what_whatsapp_takes_passes(made, values):
    assert preflight(made, values) == []


def test_each_refusal_says_in_words_what_and_where(db):
    flaws = preflight(template(), {"body.1": "two\nlines"})
    assert [(flaw.key, flaw.words) for flaw in flaws] == [
        ("body.2", "Blank 2: nothing is filled in."),
        ("body.1", "Blank 1: no line break, tab or more than 4 spaces in a row."),
    ]


def test_a_video_is_not_taken_where_the_template_has_a_photo(channel):
    held = Attachment.objects.create(channel=channel, kind="video", state="stored")
    (flaw,) = preflight(template(header=PHOTO), {**BOTH, "header.media": str(held.key)})
    assert (flaw.code, flaw.key) == (132012, "header.media")
    held.kind = "image"
    held.save()
    assert preflight(template(header=PHOTO), {**BOTH, "header.media": str(held.key)}) == []


def test_components_that_nobody_knows_break_nothing():
    odd = [{"type": "CAROUSEL", "cards": []}, {"type": "BODY"}, "text", {"type": "BUTTONS", "buttons": {}}, {}]
    assert preflight(template(components=odd), {}) == []
