"""Texts made comparable: one spelling for what may be spelt in several ways, and the dates that a text names.

A number never matches inside a longer one; a short Latin word only as a whole; longer ones as beginnings of words.
"""

from __future__ import annotations

import re
import unicodedata

MONTHS = {
    "jan": "january jan जनवरी जानेवारी ಜನವರಿ ஜனவரி జనవరి",
    "feb": "february feb फरवरी फ़रवरी फेब्रुवारी ಫೆಬ್ರವರಿ ಫೆಬ್ರುವರಿ பிப்ரவரி ఫిబ్రవరి",
    "mar": "march mar मार्च ಮಾರ್ಚ್ மார்ச் మార్చి",
    "apr": "april apr अप्रैल एप्रिल ಏಪ್ರಿಲ್ ஏப்ரல் ఏప్రిల్",
    "may": "may मई मे ಮೇ மே మే",
    "jun": "june jun जून ಜೂನ್ ஜூன் జూన్",
    "jul": "july jul जुलाई जुलै ಜುಲೈ ஜூலை జూలై జులై",
    "aug": "august aug अगस्त ऑगस्ट ಆಗಸ್ಟ್ ஆகஸ்ட் ఆగస్టు ఆగస్ట్",
    "sep": "september sept sep सितंबर सितम्बर सप्टेंबर ಸೆಪ್ಟೆಂಬರ್ செப்டம்பர் సెప్టెంబర్ సెప్టెంబరు",
    "oct": "october oct अक्टूबर अक्तूबर ऑक्टोबर ಅಕ್ಟೋಬರ್ அக்டோபர் అక్టోబర్ అక్టోబరు",
    "nov": "november nov नवंबर नवम्बर नोव्हेंबर ನವೆಂಬರ್ நவம்பர் నవంబర్ నవంబరు",
    "dec": "december dec दिसंबर दिसम्बर डिसेंबर ಡಿಸೆಂಬರ್ டிசம்பர் డిసెంబర్ డిసెంబరు",
}
MONTH_NUMBER = {short: number for number, short in enumerate(MONTHS, 1)}
# A month name stands alone, except that Indian languages glue case endings to the long ones ("ஜனவரியில்"); Hindi "में" is not May.
MONTH_NAME = [
    (re.compile(rf"(?<![^\W\d_]){re.escape(word)}\.?(?![^\W\d_])" if word.isascii() else
                rf"(?<![\u0900-\u0d7f]){re.escape(word)}" + (r"(?![\u0900-\u0d7f])" if len(word) < 4 else "")), short)
    for short, words in MONTHS.items()
    for word in sorted((unicodedata.normalize("NFKC", w) for w in words.split()), key=len, reverse=True)
]  # fmt: skip
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\ufe0f*_~`]")
DASHES = re.compile("[\u2010-\u2015\u2212]")


def plain(text: str) -> str:
    """One spelling for everything that may be spelt in several ways."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    text = "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    text = DASHES.sub("-", text).replace("\u2019", "'")
    text = re.sub(r"(?<!\w)(?:rs\.?|inr|₹|rupees)\s*(?=\d)", "₹", text)
    text = re.sub(r"(?<![\d,.])\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)", lambda m: m[0].replace(",", ""), text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)\s?k\b", lambda m: f"{float(m[1]) * 1000:.0f}", text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:lakhs?|lacs?|लाख)", lambda m: f"{float(m[1]) * 100000:.0f}", text)
    text = re.sub(r"(\d)\.00\b|(\d)/-", r"\1\2", text)
    text = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1", text)
    text = re.sub(r"(?<=\d)\s*(?:%|percent|per cent|प्रतिशत|टक्के)", "%", text)
    for name, short in MONTH_NAME:
        text = name.sub(f" {short} ", text)
    return re.sub(r"\s+", " ", text).strip()


DAY = r"(?:0?[1-9]|[12]\d|3[01])(?![\d:%]|\.\d)"
SEPARATOR = r"\s*(?:,|/|&|-|to|and|or|se|aur|और|से|तक|या|ते|आणि|ಮತ್ತು|ರಿಂದ|மற்றும்|முதல்|మరియు|నుండి|నుంచి|\s)\s*"
DAYS = rf"{DAY}(?:{SEPARATOR}{DAY})*"
MONTH = rf"(?<![^\W\d_])({'|'.join(MONTH_NUMBER)})(?![a-z])"
SUFFIX = r"\s*(?:[\u0900-\u0d7f]{1,6}\s+)?"  # "22 ஆம் மே", "ஜனவரியில் 21"
DAYS_THEN_MONTH = re.compile(rf"(?<![\d₹.,:])({DAYS})(?:\s*of\s+|{SUFFIX}){MONTH}")
MONTH_THEN_DAYS = re.compile(rf"{MONTH}{SUFFIX}({DAYS})(?!\s*(?:{'|'.join(MONTH_NUMBER)})(?![a-z]))")
NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\d/])")
ISO = re.compile(r"\b\d{4}-(\d{2})-(\d{2})\b")


def dates_named(text: str) -> set[tuple[int, int]]:
    """All (month, day) that a text in `plain` spelling names; years are left out on purpose."""
    found = {(int(m), int(d)) for m, d in ISO.findall(text)} | {(int(m), int(d)) for d, m in NUMERIC.findall(text)}
    text = ISO.sub(" ", text)
    for days, month in DAYS_THEN_MONTH.findall(text):
        found |= {(MONTH_NUMBER[month], int(d)) for d in re.findall(r"\d+", days)}
    for month, days in MONTH_THEN_DAYS.findall(DAYS_THEN_MONTH.sub(r" \2, ", text)):
        found |= {(MONTH_NUMBER[month], int(d)) for d in re.findall(r"\d+", days)}
    return found


A_DATE = re.compile(rf"(?:(\d{{1,2}}) ({'|'.join(MONTH_NUMBER)})|({'|'.join(MONTH_NUMBER)}) (\d{{1,2}}))")


def has(text: str, wanted: str) -> bool:
    """Is `wanted` in `text`? Both already in `plain` spelling."""
    if date := A_DATE.fullmatch(wanted):
        return (MONTH_NUMBER[date[2] or date[3]], int(date[1] or date[4])) in dates_named(text)
    before, after = "", ""
    if wanted[0].isdigit():
        before = r"(?<!\d)(?<!\d[.,])"
    elif wanted[0].isascii() and wanted[0].isalpha():
        before = r"(?<![a-z0-9])"
    if wanted[-1].isdigit():
        after = r"(?!\d|[.,]\d)"
    elif wanted.isascii() and wanted[-1].isalpha() and len(wanted) <= 3:
        after = r"(?![a-z0-9])"
    return re.search(before + re.escape(wanted) + after, text) is not None
