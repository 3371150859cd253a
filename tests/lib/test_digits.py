"""A number is taken where there is one, and nothing else is."""

import pytest

from cairn.lib.digits import is_id, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 17, 10**17 - 1), ("१२", 12)])
def test_digits_are_a_number(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "+1", "1.0", "1_0", "1e3", "²", "Ⅳ", "x", "1\0", "9" * 18, "9" * 5000]
)
def test_anything_else_is_none(text):
    assert whole(text) is None and not is_id(text)


@pytest.mark.parametrize(("text", "taken"), [("4", False), ("5", True), ("1440", True), ("1441", False)])
def test_both_limits_are_within(text, taken):
    assert (whole(text, least=5, most=1440) is not None) is taken


def test_an_id_is_written_in_plain_digits():
    assert is_id("12") and not is_id("१२")
