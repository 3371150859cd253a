"""Travel dates: kept short for the program, said in words to people."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from cairn.leads.when import compact, spell


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("12", "December"),
        ("08-12", "12 Aug"),
        ("08-12, 08-19", "12 Aug to 19 Aug"),
        ("after Diwali", "after Diwali"),
        ("", ""),
    ],
)
def test_dates_are_read_in_words_and_kept_as_they_were(kept, words):
    assert spell(kept) == words
    assert compact(words) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12 August", "08-12"), ("5th sept", "09-05"), ("12 Aug - 19 Aug", "08-12, 08-19"), ("december", "12"),
        ("99 August", "99 August"), ("soon", "soon"), ("12 Foo", "12 Foo"), ("08-12", "08-12"),
    ],
)  # fmt: skip
def test_what_a_person_types_is_understood_or_left_alone(typed, kept):
    assert compact(typed) == kept


def test_a_hindi_desk_reads_and_writes_its_own_months():
    with override("hi"):
        assert compact(spell("12")) == "12"
        assert compact(spell("08-12, 08-19")) == "08-12, 08-19"
