"""Words as they were meant: misspelt ones, ones without vowels, and English ones in Indian letters."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cairn.assistant.letters import consonants, latin, skeleton
from cairn.assistant.lexicon import glossary, words
from cairn.knowledge.embed import known_words

# Consonants of a loanword before a case ending, and how many the ending may have.
SURE_BONES, ENDING = 4, 3


@lru_cache(maxsize=4096)
def loanword(word: str) -> str | None:
    """An English word in Indian letters ("ಇನ್ಶೂರೆನ್ಸ್"), known by its consonants."""
    bones = consonants(skeleton(latin(word)))
    if len(bones) < 3:
        return None
    found = process.extractOne(bones, loans(), scorer=OSA.normalized_similarity, score_cutoff=0.8)
    if found and found[0][:1] == bones[:1]:
        return found[2]
    ended = [
        w
        for w, own in loans().items()
        if len(own) >= SURE_BONES and bones.startswith(own) and len(bones) - len(own) <= ENDING
    ]
    return max(ended, key=len, default=None)


@lru_cache(maxsize=1)
def loans() -> dict[str, str]:
    """English words that other languages use, by their consonants; of two that are as near the first counts."""
    return {w: consonants(skeleton(w)) for w in sorted(words("vocabulary", "repair") | words("vocabulary", "loans"))}


@lru_cache(maxsize=4096)
def repair(word: str, code: str) -> str:
    """A misspelt word of our vocabulary; names, numbers and words that somebody listed stay."""
    known = vocabulary(code)
    if (
        len(word) < 4
        or word in known
        or not word.isalpha()
        or word in words("vocabulary", "leave")
        or word in known_words()
    ):
        return word
    targets = [w for w in correct(code) if abs(len(w) - len(word)) < 3]
    found = process.extractOne(word, targets, scorer=OSA.normalized_similarity, score_cutoff=0.76)
    return found[0] if found else abbreviated(word) or word


@lru_cache(maxsize=16)
def correct(code: str) -> list[str]:
    """The spellings that may have been meant; a mix of languages has words that are only like English ones."""
    sure = words("vocabulary", "repair")
    return sorted(sure | words("vocabulary", "repair_english") if code == "en" else sure)


def abbreviated(word: str) -> str | None:
    """ "prcs", "flwrs": a word of our vocabulary without its vowels."""
    if re.search("[aeiou].*[aeiou]", word):
        return None
    bones = re.sub("[aeiou]", "", word)
    fitting = [w for w in words("vocabulary", "repair") if w[0] == word[0] and re.sub("[aeiou]", "", w) == bones]
    return min(fitting) if len(bones) > 3 and fitting else None


@lru_cache(maxsize=16)
def vocabulary(code: str) -> frozenset[str]:
    listed = set(glossary("en", "months")) | words("vocabulary", "repair")
    return frozenset(listed | set(glossary("hinglish")) if code != "en" else listed)
