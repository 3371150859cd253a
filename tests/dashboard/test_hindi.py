"""The desk in Hindi: every text has its translation, and the main pages show no English."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation
from lxml import html

import cairn
from cairn.catalog.models import Trip
from cairn.dashboard import times
from cairn.lib import clock, money
from tests.dashboard.conftest import page, signed_in

CATALOG = Path(cairn.__file__).parent / "locale" / "hi" / "LC_MESSAGES"
PLACES = re.compile(r"%\(\w+\)0?\d*[sd]|%[sd]")
PAGES = [
    "/inbox", "/tasks", "/pipeline", "/leads", "/trips", "/notifications", "/automation", "/automation/rules",
    "/automation/sequences", "/settings", "/settings/me", "/settings/team", "/settings/numbers",
    "/settings/templates", "/settings/retention", "/settings/access", "/settings/notifications", "/insights", "/knowledge",
]  # fmt: skip
SPOKEN = ("aria-label", "placeholder", "title", "alt")
# Names, units and abbreviations that stay in Latin letters, and what people wrote themselves.
STAYS = {
    "Cairn",
    "WhatsApp",
    "Facebook",
    "Instagram",
    "FAQ",
    "English",
    "EAAG",
    "https",
    "Asia",
    "Kolkata",
    "AK",
    "PN",
    "Hello",
    "asha",
    "trekandstay",
    "test",
}


def catalog():
    with (CATALOG / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale="hi") if message.id]


def ids(message):
    return tuple(forms(message.id))


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_text_has_a_translation():
    assert [message.id for message in catalog() if message.fuzzy or not all(forms(message.string))] == []


def test_a_translation_keeps_the_places_for_names_and_numbers():
    for message in catalog():
        for source, said in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACES.findall(source)) == sorted(PLACES.findall(said)), message.id


def test_the_compiled_catalogue_is_in_step():
    compiled = read_mo(io.BytesIO((CATALOG / "django.mo").read_bytes()))
    known = {ids(message): forms(message.string) for message in compiled if message.id}
    assert known == {ids(message): forms(message.string) for message in catalog()}


def test_days_and_money_follow_the_locale():
    with translation.override("hi"):
        assert times.day(clock.now()).startswith("आज, ")
        assert money.rupees(12_345_600) == "₹1,23,456"
    assert times.day(clock.now()).startswith("Today, ")
    assert money.rupees(12_345_600) == "₹1,23,456"


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_page_in_hindi_shows_no_english(demo, asha, priya, address):
    asha.language = "hi"
    asha.save()
    shown = page(signed_in(asha), address)
    assert '<html lang="hi"' in shown
    given = {*Trip.objects.values_list("name", flat=True), asha.name, asha.email}
    assert sorted(set(english(shown)) - given) == []


@pytest.mark.django_db
def test_the_door_speaks_hindi(client):
    answer = client.get("/sign-in", headers={"accept-language": "hi"})
    assert answer.status_code == 200
    assert sorted(english(answer.text)) == []


def english(shown):
    """Texts and spoken attributes that have words of Latin letters only, and none that may stay."""
    body = html.fromstring(shown).find("body")
    for gone in body.xpath("//script|//style|//svg|//code|//kbd|//bdi|//template"):
        gone.drop_tree()
    texts = list(body.itertext()) + [one.get(name, "") for one in body.iter() for name in SPOKEN if one.get(name)]
    for text in texts:
        words = set(re.findall(r"[A-Za-z][A-Za-z’'-]+", text)) - STAYS
        if words and not re.search("[\u0900-\u097f]", text):
            yield text.strip()
