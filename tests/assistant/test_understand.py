from datetime import date

import pytest

from cairn.assistant import amounts
from cairn.assistant.clean import clean
from cairn.assistant.dates import periods
from cairn.assistant.gloss import gloss
from cairn.assistant.language import Language, detect
from cairn.assistant.named import found
from cairn.assistant.proper import spelt
from cairn.assistant.spelling import loanword
from cairn.catalog.snapshot import Snapshot

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("what does it cost", "en"), ("kitna lagega bhai", "hinglish"), ("कितना लगेगा", "hi"), ("किती पैसे लागतात", "mr"),
        ("ಎಷ್ಟು ಆಗುತ್ತೆ", "kn"), ("எவ்வளவு", "ta"), ("ఎంత", "te"), ("goa trip ge eshtu aagutte", "kn"),
    ],
)  # fmt: skip
def test_the_language_is_known(text, code):
    assert detect(clean(text)).code == code


def test_of_two_words_that_sound_alike_every_process_takes_the_same():
    assert loanword("लिंक") == "link"  # "lunch" has the same consonants


def test_a_short_message_keeps_the_language_of_the_talk():
    assert detect("ok", prior="hinglish").code == "hinglish"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12 aug", ["08-12"]), ("august 12th", ["08-12"]), ("12/8", ["08-12"]), ("between december and february", ["12", "01", "02"]),
        ("new year's eve", ["12-31"]), ("in may", ["05"]), ("may I come", []), ("next month", ["12"]), ("5 days before", []),
    ],
)  # fmt: skip
def test_dates_are_read(text, wanted):
    assert [str(p) for p in periods(gloss(clean(text), Language("en")), TODAY)] == wanted


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("we are 4", 4),
        ("6 of us", 6),
        ("2 couples", 4),
        ("2 adults and my 8 year old", 3),
        ("group of 10", 10),
        ("12 aug", None),
        ("make it 5 then", 5),
        ("me wife and 6 yr old", 3),
        ("two kids eight and eleven and 2 adults", 4),
    ],
)
def test_people_are_counted(text, people):
    assert amounts.party(gloss(clean(text), Language("en"))).people == people


@pytest.mark.parametrize(
    ("text", "paise"), [("budget 10k", 1000000), ("under ₹2,000", 200000), ("2000 ke andar", 200000), ("day 2", None)]
)
def test_a_budget_is_paise(text, paise):
    assert amounts.budget(gloss(clean(text), detect(clean(text)))) == paise


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("kedrkanta trk", "kedarkantha"), ("KP trek", "kumara-parvatha"), ("the 7 day one", "maharashtra-explorer-7d"),
        ("हम्प्ता पास", "hampta-pass"), ("ಕೊಡಚಾದ್ರಿಗೆ", "kodachadri"), ("மீசப்புலிமலை", "meesapulimala"), ("వ్యాలీ ఆఫ్ ఫ్లవర్స్", "valley-of-flowers"),
        ("that waterfall trip", "waterfall-edition-5d"), ("vally of flwers", "valley-of-flowers"),
    ],
)  # fmt: skip
def test_a_trip_is_known_by_name_nickname_length_and_sound(demo, text, slug):
    language = detect(clean(text))
    trips = found(clean(text), gloss(clean(text), language), Snapshot.current()).trips
    assert [trip.slug for trip in trips] == [slug]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "name"), [("ಮೈಸೂರಿನಿಂದ ಬಸ್", "mysuru"), ("मुंबईहून बस", "mumbai"), ("हैदराबाद से", None)])
def test_a_pickup_town_is_heard_in_indian_letters_with_its_ending(demo, text, name):
    said = spelt(clean(text), Snapshot.current())
    assert name in said if name else said == clean(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["what is the price", "everest base camp", "cancel 7 days before", "good morning team", "kashmir great lakes"],
)
def test_no_trip_is_invented(demo, text):
    assert not found(clean(text), gloss(clean(text), Language("en")), Snapshot.current()).trips
