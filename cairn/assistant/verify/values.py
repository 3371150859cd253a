"""The values that a text states, in one spelling: numbers, money, days, counted things, addresses.

Digits of any script, "12k", "1.2 lakh" and English number words count as numbers.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from functools import lru_cache

from cairn.assistant.clean import INVISIBLE, amounts
from cairn.assistant.lexicon import data
from cairn.lib.number_words import NUMBERS, between

NUMBER = re.compile(r"\d+(?:\.\d+)?")
CURRENCY = r"(?:₹|rs\.?|inr|rupees?|रुपये|रु\.?|\$|usd|€|eur|£)"
MONEY = re.compile(rf"{CURRENCY}\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:/-|{CURRENCY}(?!\w))")
FOREIGN = re.compile(r"[$€£]|\b(?:usd|eur|gbp|dollars?|euros?)\b")
COUNTED = re.compile(
    r"(?<![\d:.,])(\d+(?:\.\d+)?)\s*-?\s*(days?|nights?|seats?|spots?|hours?|hrs?|km|kms|kilomet\w+|met(?:er|re)s?|m(?!\w)|%|percent|years?|yrs?|meals?|minutes?|mins?|people|persons?|weeks?|kg)(?!\w)"
)
SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*-?\s*(?:%|per ?cent|pratishat|takke|प्रतिशत|परसेंट|फीसदी|फ़ीसदी|टक्के|ಶೇಕಡ|சதவீத|శాతం)")
UNITS = {
    "spot": "seat",
    "hr": "hour",
    "kilomet": "km",
    "met": "m",
    "percent": "%",
    "people": "person",
    "yr": "year",
    "min": "minute",
}
LINK = re.compile(
    r"https?://[^\s)>\]]+|\bwww\.[^\s)>\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|in|org|net|co|io|me|link|info|biz|app|ly|online|site|shop|store|xyz|travel|tours|club|website|click|dev|ai|cc|gg|uk|ru|cn)\b(?:/\S*)?"
)
HANDLE = re.compile(r"[\w.+-]+@[\w.-]+")
PHONE = re.compile(r"\+?\d[\d ()-]{7,}\d")


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Lower case, plain digits without grouping, number words as digits. Kept, since a draft is looked at from many sides."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    text = "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text).lower()
    return spelled(amounts(re.sub(r"[\u2010-\u2015\u2212]", "-", text)))


def spelled(text: str) -> str:
    """ "fifteen thousand" -> "15000"; "twenty five hundred" -> "2500"; a lone "one" stays a word."""
    return words_pattern().sub(lambda match: str(spoken(match[0])), text)


def spoken(phrase: str) -> int | str:
    scales = data("checks")["scales"]
    total, part = 0, 0
    words = re.findall(r"[a-z]+|\d+", phrase)
    if words == ["one"]:
        return phrase
    for word in words:
        if word in scales:
            part = (part or 1) * scales[word]
            if scales[word] > 100:
                total, part = total + part, 0
        elif word != "and":
            part += NUMBERS.get(word, 0) or (int(word) if word.isdigit() else 0)
    return total + part


@lru_cache(maxsize=1)
def words_pattern() -> re.Pattern[str]:
    small, scales = between(1, 90), "|".join(data("checks")["scales"])
    return re.compile(rf"\b(?:{small})(?:[ -](?:and )?(?:{small}|{scales}))*\b|\b\d+ (?:{scales})\b")


def numbers(text: str) -> set[str]:
    return {short(n) for n in NUMBER.findall(re.sub(r"(?<=\d),(?=\d{2,3}(?!\d)|\d{2},)", "", text))}


def short(number: str) -> str:
    return number.rstrip("0").rstrip(".").lstrip("0") or "0" if "." in number else number.lstrip("0") or "0"


def money(text: str) -> set[str]:
    ungrouped = re.sub(r"(?<=\d),(?=\d)", "", text)
    return {short(a or b) for a, b in MONEY.findall(ungrouped)}


def counted(text: str) -> set[tuple[str, str]]:
    return {(short(n), unit(word)) for n, word in COUNTED.findall(re.sub(r"(?<=\d),(?=\d)", "", text))}


def shares(text: str) -> set[str]:
    """Percentages: of a price they bind as an amount does, so a customer's "give me 90%" proves none."""
    return {short(number) for number in SHARE.findall(text)}


def people(asked: str) -> set[tuple[str, str]]:
    """The customer's own numbers as a party: "we are 4", "4 adults" and "4 of us" are 4 persons."""
    return {(number, "person") for number in numbers(asked)}


def unit(word: str) -> str:
    stem = word.rstrip("s")
    return next((known for start, known in UNITS.items() if stem.startswith(start)), stem)


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    whole = {name.lower(): number for number, name in enumerate(month_name) if name}
    return {**whole, **{name[:3]: number for name, number in whole.items()}, "sept": 9}


@lru_cache(maxsize=1)
def day_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(month_names(), key=len, reverse=True))
    number = r"(\d{1,2})(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b{number}(?:\s*(?:to|-|and|&|till|until)\s*{number})?\s*(?:of )?({names})\b|\b({names})\s+{number}(?:\s*(?:to|-|and|&)\s*{number})?(?!\d)"
    )


def days(text: str) -> set[tuple[int, int]]:
    """(month, day) of every date that is named: "12 to 19 aug" names two."""
    found: set[tuple[int, int]] = set()
    for first, second, after, before, one, two in day_pattern().findall(text):
        month = month_names()[after or before]
        found |= {(month, int(day)) for day in (first, second, one, two) if day}
    return found


def months(text: str) -> set[int]:
    """Months named by a word of their own; "may" and "march" are too often verbs to count."""
    words = set(re.findall(r"[a-z]+", text))
    return {number for name, number in month_names().items() if name in words and name not in ("may", "march", "mar")}


def addresses(text: str) -> set[str]:
    found = [*LINK.findall(text), *HANDLE.findall(text)]
    return {re.sub(r"^https?://(?:www\.)?|^www\.", "", address).strip(".,:;)*_/") for address in found}


def phones(text: str) -> set[str]:
    return {digits for found in PHONE.findall(text) if 9 <= len(digits := re.sub(r"\D", "", found)) <= 15}
