"""People, ages, money and towns in a glossed message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cairn.assistant.lexicon import data
from cairn.lib.number_words import between, in_digits

PEOPLE = r"(?:people|person|adult|friend|guy|girl|boy|seat|spot|ticket|traveller|passenger|member|student|colleague|participant|head|slot|place|guest|kid|children|child|lad|ladies|women|men|bande|jan|log|college friend|couple)s?"
MONTHS_ = "january|february|march|april|may|june|july|august|september|october|november|december"
PARTY = [re.compile(p) for p in (
    r"\b(?:we(?: are|'re|r| become| will be| would be| were)?|us|I|there are) (?:are |is |a |about |around |now |just |only )*(?:group of |gang of |team of |family of |bunch of )?(\d{1,2})\b(?! ?(?:day|night|year|st|nd|rd|th|km|:|/|%|am|pm|january|february|march|april|may|june|july|august|september|october|november|december))",
    r"\b(?:group|gang|team|family|bunch|party) (?:size )?(?:of )?(\d{1,2})\b",
    rf"\b(\d{{1,2}}) (?:more |of us|college |school |office |solo |{PEOPLE}\b)",
    r"\b(\d{1,2}) (?:for|of) people\b", r"\b(\d{1,2}) ?(?:of us|of them|ppl|pax)\b", r"\b(\d{1,2}) of (?:my|our) \w+",
    r"(?<!\bson )(?<!daughter )(?<!\bkid )(?<!child )(?<!\bboy )(?<!\bgirl )\b(?:for|of|with) (\d{1,2})(?= |\?|!|\.|,|$)(?! ?(?:day|night|year|st|nd|rd|th|km|hour|am|pm|january|february|march|april|may|june|july|august|september|october|november|december|%|:|/|-))",
    r"\b(?:make (?:it|that)|now|we(?:'ll| will| would|'re)?(?: be)?|total) (\d{1,2})(?= (?:now|instead|then|people|of us|in all|total|please|pls|also)\b|\W*$| ?[.,;!?](?!\d))",
    r"\( ?(\d{1,2}) of us ?\)", r"\b(\d{1,2}) (?:are|will be) coming\b", r"\bcancel all (\d{1,2})\b",
)]  # fmt: skip
KIN = re.compile(
    r"\b(?:(\d) |(?:my|our|a) )?(wife|wifey|hubby|husband|son|daughter|mother|father|mom|mum|mummy|dad|papa|brother|sister|friend|kid|child|cousin|girlfriend|boyfriend|partner|parent|uncle|aunt|nephew|niece)(?:s|ren|y)?\b"
)
WITH_ME = re.compile(
    r"\b(?:me|myself)\b ?(?:,|and|with|&|my\b|(?=wife|hubby|husband|mom|dad|son|daughter|friend))|(?:,|&|\band|\bwith) ?(?:me|myself)\b|^\W*I (?:and|with) my\b"
    r"|\b(?:son|daughter|wife|husband|mom|mother|father|dad|parent|friend|sister|brother|kid|child|children)s? (?:and|&) i\b(?! (?:want|need|am|will|would|have|can|was|think))",
    re.I,
)
NOUN = r"(?:people|person|adult|friend|girl|boy|student|teacher|colleague|lad(?:y|ie)|women|men|guest|senior|elder|doctor|employee)"
TWO_KINDS = re.compile(rf"\b(\d{{1,2}}) {NOUN}s? ?(?:and|\+|&|plus) ?(\d{{1,2}}) {NOUN}s?\b")
ALONE = re.compile(
    r"\b(?:for one|just me|only me|for me\b|for myself|I am alone|solo|1 person|one person|single person)\b"
)
BOTH_OF_US = re.compile(
    r"\b(?:both of us|us both|we both|I both|the two of us|us two|we two|(?:wife|husband|girlfriend|boyfriend|friend|partner) and (?:me|i|I))\b"
)
COUPLES = re.compile(r"(?:\b(\d{1,2}|a) )?\bcouples?\b(?! of\b)")
ADULTS_AND = re.compile(
    r"\b(\d{1,2}) adults? ?(?:(?:and|with|plus)\b|\+|&|,? ?(?=\d{1,2} (?:\d{1,2}|kid|child|boy|girl)))"
)
GROWN = re.compile(
    r"\b(\d{1,2}) (?:adult|grown|people|person|friend|lad|women|men|guy|member|elder|of us)|\bwe (\d{1,2})\b(?= and)"
)
COUNT = re.compile(rf"\b(?:{between(2, 16)})\b")
FAMILIES = re.compile(r"\b([2-5]) famil(?:y|ies)\b")
PER_FAMILY = re.compile(r"\beach\b|^\W*of \d|\bfamilies of \d|\b(?:per|every|both|one) famil(?:y|ies)\b")
ADDED = re.compile(r"\b(?:and|with|plus|also)\b|\+|&")
KIDS = re.compile(
    r"(?:\b(\d{1,2}|a|an|my|our|one) )?(?:small |little |young |\d{1,2} year old )*\b(?:kid|child|children|son|daughter|baby|toddler|nephew|niece)s?\b"
)
AMONG = re.compile(r"\b(?:includ\w*|incl|of which|of whom|among|out of|in which|counting)\b")
DATED = re.compile(
    rf"\b(?:{MONTHS_}) \d{{1,2}}(?:st|nd|rd|th)?\b(?! ?(?:people|adult|person|friend|kid|child|us\b|of us|log))(?!(?<= \d) ?seat)|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS_})\b"
)
CHILD = re.compile(r"\b(?:son|daughter|kid|child|nephew|niece|boy|girl|baby|toddler|children|mulgi|mulga)\b")
AGES = [re.compile(p) for p in (
    r"\b(\d{1,2})[ -]*(?:years?|yr|yrs|y\/?o|y)[ -]*(?:old)?\b(?! ?(?:ago|back|experience|later))", r"\b(?:aged?|age is|turned|of age) (\d{1,2})(?: (?:and|,|&) (\d{1,2}))?",
    r"\b(\d{1,2}) (?:too |is too )(?:old|young|small)", r"\b(?:kids?|children|boys|girls)(?: ,| aged)? (\d{1,2})(?: (?:and|,|&) (\d{1,2})\b)",
    r"\b(?:father|mother|parents?|papa|mom|dad|in-?laws|elders|seniors?)(?: \w+)? (?:are|is|aged?) ([5-9]\d)(?: (?:and|&) ([5-9]\d))?\b(?! ?(?:km|people|%))",
    r"\b(?:father|mother|parents?|papa|dad|mom|grand\w+) (?:of |is )?([5-9]\d)\b(?! ?(?:km|people|%))", r"\bi am (\d{2})\b(?! ?(?:day|month|km|cm|feet|people|kg))",
    r"\b(?:he|she|who|son|daughter|dad|father|mother|mom|nephew|niece|kid|wife|husband|brother|sister) (?:is|are|just turned|was) (\d{1,2})(?! ?(?:day|month|km|cm|feet))\b", r"\( ?(\d{1,2})(?: ?(?:,|and|&)? ?(\d{1,2}))? ?\)",
    r"\b(?:kid|child|boy|girl|son|daughter|parents?|dad|mom)s? (?:of|aged|around|above|about) (\d{1,2})(?: (?:and|,|&) (\d{1,2}))?",
)]  # fmt: skip
BUDGET = [re.compile(p) for p in (
    r"\b(\d{3,6}) (?:rs |rupees )?(?:from|than) (?:less|below|under)\b", r"\b(?:budget|under|within|below|less than|upto|up to|max|maximum|around)(?: (?:is|of|about|around|only|to|my|our|rs|inr|₹|:))* ?(\d{3,6})\b",
    r"\b(\d{3,6}) (?:of |in |is )*(?:budget|under|within|inside|max|below|less than)\b", r"\bfor (\d{4,6}) (?:and|only|i|deal|final|per)\b", r"\b(\d{3,6}) (?:of )?in (?:budget|any)\b",
)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes: everybody counted, and the ages that were said."""

    people: int | None
    ages: tuple[int, ...]


def party(text: str) -> Party:
    """Read from a glossed text. "2 adults and my 8 year old" is three people; two such families are six."""
    families = FAMILIES.search(text)
    one = one_party(text.replace(families[0], " ") if families else text)
    if not families or not one.people or not PER_FAMILY.search(text):
        return one
    count = int(families[1])
    return Party(one.people * count, one.ages * count)


def one_party(text: str) -> Party:
    text = DATED.sub(" on that date ", text)
    text = COUNT.sub(in_digits, text)
    ages = each_age(text, ages_in(text))
    if whole := with_children(text, ages) or two_kinds(text):
        return Party(whole, ages)
    if both := ADULTS_AND.search(text):
        return Party(int(both[1]) + max(1, len(ages)), ages)
    if pairs := COUPLES.search(text):
        number = int(pairs[1]) if (pairs[1] or "").isdigit() else 1
        return Party(2 * number + young(text, ages), ages)
    return Party(people_in(text, ages), ages)


def each_age(text: str, ages: tuple[int, ...]) -> tuple[int, ...]:
    """ "2 kids of 7" are two ages."""
    count = KIDS.search(text)
    return ages * int(count[1]) if count and (count[1] or "").isdigit() and len(ages) == 1 and ages[0] < 18 else ages


def with_children(text: str, ages: tuple[int, ...]) -> int | None:
    """ "2 adults + kids aged 6 and 8" is four; "6 of us, one child" is six, for only "and" adds to people."""
    grown, kids = GROWN.search(text), KIDS.search(text)
    if not grown or not kids or AMONG.search(text) or grown.start() > kids.start() + 40:
        return None
    between = text[grown.end() : kids.start()] if grown.end() <= kids.start() else text[kids.end() : grown.start()]
    if "adult" not in grown[0] and not ADDED.search(between):
        return None
    return int(grown[1] or grown[2]) + max(young(text, ages), 1)


def two_kinds(text: str) -> int | None:
    """ "10 students and 2 teachers"."""
    both = TWO_KINDS.search(text)
    return int(both[1]) + int(both[2]) if both else None


def young(text: str, ages: tuple[int, ...]) -> int:
    """Children that are counted or whose ages are said."""
    counted = sum(int(n) for n in KIDS.findall(text) if n.isdigit())
    return max(counted, sum(1 for age in ages if age < 18), 1 if KIDS.search(text) else 0)


def people_in(text: str, ages: tuple[int, ...]) -> int | None:
    if kin := family(text):
        return kin
    counts = [int(n) for pattern in PARTY for n in pattern.findall(text)]
    brackets = re.search(r"\( ?(\d{1,2}) of us ?\)", text)
    if brackets:
        return int(brackets[1])
    if counts and 0 < counts[0] <= 60:
        return counts[0]
    if BOTH_OF_US.search(text):
        return 2 + young(text, ages)
    if CHILD.search(text) and re.search(r"\b(?:with my|me and my|my \w+ and I|along with)\b", text):
        return 1 + max(1, len(ages))
    return 1 if ALONE.search(text) else None


def family(text: str) -> int | None:
    """ "Me, my wife and our 5 year old" is three, "my parents and me" too."""
    if not WITH_ME.search(text):
        return None
    if stated := re.search(r"\b(?:family|group|gang|party) of (\d{1,2})\b", text):
        return int(stated[1])
    others = 0
    for number, word in KIN.findall(text):
        others += int(number) if number.isdigit() else 2 if word == "parent" else 1
    others += len(
        re.findall(
            r"\b(?:my|our|a|and|with) \d{1,2} ?(?:years? old|y/?o)\b(?! (?:son|daughter|kid|child|boy|girl))", text
        )
    )
    return 1 + others if others else None


def mixed(text: str) -> bool:
    """Are there several numbers of people, each for its own trip? "Goa for 2 and Kalsubai for 3"."""
    counts = {int(n) for pattern in PARTY for n in pattern.findall(DATED.sub(" ", text))}
    return len(counts) > 1


def ages_in(text: str) -> tuple[int, ...]:
    found = [int(group) for pattern in AGES for match in pattern.finditer(text) for group in match.groups() if group]
    return tuple(dict.fromkeys(age for age in found if age < 100))


def budget(text: str) -> int | None:
    """Paise per person, where an amount is called a budget or a limit."""
    for pattern in BUDGET:
        if match := pattern.search(text):
            return int(match[1]) * 100
    return None


def cities(text: str, known: Iterable[str]) -> list[str]:
    """The firm's pickup towns that a text names, also by a stop of theirs that `data/places.json` lists."""
    found = [city for city in known if re.search(rf"\b{re.escape(city.lower())}\b", text)]
    for city, stops in data("places")["stops"].items():
        if city in known and city not in found and re.search(rf"\b(?:{stops})\b", text):
            found.append(city)
    tokens = [t for t in re.findall(r"[a-z]{5,}", text) if not found]
    found += [
        city
        for city in known
        if process.extractOne(city.lower(), tokens, scorer=OSA.normalized_similarity, score_cutoff=0.82)
    ]
    return sorted(found, key=lambda city: text.find(city.lower()))
