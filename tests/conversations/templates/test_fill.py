"""A filled template: what the phone shows and what Graph gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.conversations.templates.fill import fill, wire
from cairn.conversations.templates.shape import shape
from cairn.conversations.templates.suggest import suggest
from tests.conversations.templates.conftest import CODE, PHOTO, PLACE, QUICK, URL, template

values = some.text(some.characters(exclude_categories=["Cs"]), min_size=1)


@given(values, values)
def test_a_value_is_put_in_as_it_is_even_if_it_looks_like_a_variable(first, second):
    made = template("Hi {{1}}, {{2}} and {{1}} again.")
    assert fill(made, {"body.1": first, "body.2": second}).text == f"Hi {first}, {second} and {first} again."


@given(some.text(some.sampled_from("ab {}12\n_")), some.dictionaries(some.sampled_from(["body.1", "body.a"]), values))
def test_any_text_can_be_filled_and_sent(body, given_values):
    made = template(body)
    filled = fill(made, given_values)
    assert "".join(piece.text for piece in filled.body if not piece.value) in body or filled.text
    complete = {slot.key: "x" for slot in shape(made.components).slots}
    assert len(wire(made, complete).get("components", [])) <= 1


def test_a_blank_without_a_value_can_be_seen():
    assert [piece.text for piece in fill(template(), {}).body if piece.blank] == ["{{1}}", "{{2}}"]


def test_graph_gets_positions_in_the_order_of_their_numbers():
    made = template("On {{2}} we meet you, {{1}}, at the station.")
    sent = wire(made, {"body.1": "Priya", "body.2": "Monday"})
    assert [one["text"] for one in sent["components"][0]["parameters"]] == ["Priya", "Monday"]


def test_graph_gets_names_where_the_template_has_names():
    sent = wire(template("Dear {{guest}}, hello.", named=True), {"body.guest": "Priya"})
    assert sent["components"][0]["parameters"] == [{"type": "text", "parameter_name": "guest", "text": "Priya"}]


def test_graph_gets_header_and_buttons_in_its_own_shape():
    made = template("Look at this.", header=PHOTO, buttons=[QUICK, URL, CODE])
    sent = wire(made, {"header.media": "2621233374848975", "button.1": "summer26", "button.2": "RAIN10"})
    assert sent["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "2621233374848975"}}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "summer26"}]},
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "2",
            "parameters": [{"type": "coupon_code", "coupon_code": "RAIN10"}],
        },
    ]


def test_a_place_on_top_has_its_coordinates():
    sent = wire(template("Come.", header=PLACE), {"header.latitude": "18.5", "header.longitude": "73.8"})
    assert sent["components"][0]["parameters"][0]["location"]["latitude"] == "18.5"


def test_samples_given_to_meta_are_read_in_every_form():
    positional = {"type": "BODY", "text": "Hi {{1}}, on {{2}}.", "example": {"body_text": [["Asha", "Monday"]]}}
    named = {
        "type": "BODY",
        "text": "Hi {{guest}}.",
        "example": {"body_text_named_params": [{"param_name": "guest", "example": "Asha"}]},
    }
    header = {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["42"]}}
    buttons = {"type": "BUTTONS", "buttons": [URL, CODE]}
    assert [slot.sample for slot in shape([positional]).slots] == ["Asha", "Monday"]
    assert [slot.sample for slot in shape([named]).slots] == ["Asha"]
    assert [slot.sample for slot in shape([header, buttons]).slots] == ["42", "42", "RAIN10"]


FACTS = {"first_name": "Priya", "trip": "7-Day Explorer", "date": "12 August", "price": "₹15,000", "pickup": "Majestic"}
GUESSES = [
    ("Hi {{1}}, your seat on {{2}} from {{3}} is confirmed.", ["Priya", "7-Day Explorer", "12 August"]),
    ("Hi {{1}}, {{2}} starts on {{3}}. Pickup: {{4}}.", ["Priya", "7-Day Explorer", "12 August", "Majestic"]),
    ("Hi {{1}}, are you still thinking about {{2}}? Just reply.", ["Priya", "7-Day Explorer"]),
    ("Dear {{guest}}, {{trip_name}} costs {{price}} now.", ["Priya", "7-Day Explorer", "₹15,000"]),
    ("The code is {{1}} today.", [None]),
]


@pytest.mark.parametrize(("body", "expected"), GUESSES)
def test_blanks_are_filled_from_what_is_known(body, expected):
    made = template(body)
    found = suggest(made, FACTS)
    assert [found.get(slot.key) for slot in shape(made.components).slots] == expected
