"""What a lead's facts are called on the screen."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from cairn.dashboard import sources
from cairn.dashboard.times import day_of
from cairn.dashboard.tongues import tongue


@pytest.mark.parametrize(
    ("code", "english", "hindi"),
    [("en", "English", "अंग्रेज़ी"), ("mr", "Marathi", "मराठी"), ("hinglish", "Hinglish", "Hinglish"), ("", "", "")],
)
def test_languages_have_names_and_not_codes(code, english, hindi):
    with override("en"):
        assert tongue(code) == english
    with override("hi"):
        assert tongue(code) == hindi


def test_a_lead_keeps_a_source_that_is_not_on_the_list():
    assert ("whatsapp", "WhatsApp") in sources.choices("whatsapp")
    assert sources.choices("trek_fair")[-1] == ("trek_fair", "Trek fair")


def test_the_day_of_a_sign_is_said_in_words():
    assert day_of("2026-07-03T10:00:00+05:30") == "3 Jul"
    assert day_of("") == day_of("nonsense") == ""
