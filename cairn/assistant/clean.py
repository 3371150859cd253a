"""One spelling for what may be typed in several ways: digits of all scripts, invisible marks, dashes, case."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 1000
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\ufe0f*_~`]")
FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
DASHES = re.compile("[\u2010-\u2015\u2212]")
GLUED = re.compile("(\\d)([\u0900-\u0d7f])")
THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)")
SHORT_THOUSAND = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?k\b")
LAKH = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:lakhs?|lacs?|लाख)")
HAZAR = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:hazar|hazaar|hajar|thousand|हज़ार|हजार|ಸಾವಿರ|ஆயிரம்|వేలు)")


def clean(text: str) -> str:
    """Lower case, one kind of digit, quote and dash, amounts as plain numbers; line ends stay."""
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text[:MAX_CHARACTERS]))
    text = FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text).lower()
    text = DASHES.sub("-", text).replace("\u2019", "'").replace("\u2018", "'")
    # "23ಕ್ಕೆ", "२३ला": the ending is glued to the number.
    return amounts(GLUED.sub(r"\1 \2", text))


def amounts(text: str) -> str:
    text = THOUSANDS.sub(lambda m: m[0].replace(",", ""), text)
    text = SHORT_THOUSAND.sub(lambda m: f"{float(m[1]) * 1000:.0f}", text)
    text = HAZAR.sub(lambda m: f"{float(m[1]) * 1000:.0f}", text)
    return LAKH.sub(lambda m: f"{float(m[1]) * 100000:.0f}", text)
