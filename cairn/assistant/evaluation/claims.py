"""What an answer must not state: anywhere, or (`claim:`) in a plain sentence without hedge, negation or question mark."""

from __future__ import annotations

import re

from cairn.assistant.evaluation.spelling import has, plain

HEDGES = [plain(w) for w in ["not", "no", "never", "n't", "cannot", "only", "once", "after", "until", "unless", "when", "if", "before", "yet", "neither", "nor", "without", "soon", "unable", "sorry", "instead", "was", "were", "last", "earlier", "old", "older", "previous", "previously", "expired", "used", "pehle", "pichle", "pichhle", "पिछले", "पिछली", "पहले", "मागील", "ಹಿಂದಿನ", "முந்தைய", "గత", "nahi", "nahin", "mat", "jab", "tabhi", "baad", "agar", "नहीं", "नही", "मत", "जब", "तभी", "बाद", "अगर", "नाही", "नका", "जर", "ಇಲ್ಲ", "ಬೇಡ", "ನಂತರ", "இல்லை", "பிறகு", "లేదు", "కాదు", "తర్వాత"]]  # fmt: skip


def claims(answer: str, wanted: str) -> bool:
    """Does a plain statement of the answer say it, without hedge, negation or question mark?"""
    for sentence in re.findall(r"(?:[^.!?।\n]|\.(?=\d))+[.!?।\n]?", answer):
        if sentence.rstrip().endswith("?"):
            continue
        text = plain(sentence)
        if has(text, wanted) and "n't" not in text and not any(has(text, hedge) for hedge in HEDGES if hedge):
            return True
    return False


def forbidden(answer: str, text: str, entry: str) -> bool:
    if entry.startswith("claim:"):
        return claims(answer, plain(entry.removeprefix("claim:")))
    return has(text, plain(entry))
