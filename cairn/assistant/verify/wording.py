"""The words of a text, for whoever compares two texts: without their endings, and whether they deny."""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.assistant.lexicon import data
from cairn.assistant.verify.values import plain

WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963\u0970-\u0dff])+")
ENDINGS = ("ments", "ment", "ing", "ed", "es", "ly", "s", "e")
LEAST = 3  # letters that a stem keeps
# "मत" ends the word for price, and a mat is slept on.
DENIES = re.compile(
    r"\b(?:no|not|n['’]?t|never|none|nothing|without|except|exclu\w+|non-?refund\w*|nahi\w?|nahee\w?|nako|bina)\b|n['’]t\b"
    r"|\bmat (?=(?:kar|la|le|lo|ja|aa|do|de|bhej|pay)\w*)|नहीं|नही|नाही|नको|नसत|बिना|(?<![\u0900-\u097f])मत(?![\u0900-\u097f])"
    r"|ಇಲ್ಲ|ಅಲ್ಲ(?![ಿೀ])|ಬೇಡ|இல்லை|வேண்டாம்|கிடையாது|లేదు|లేవు|కాదు|వద్దు|అవసరం లే"
)


@lru_cache(maxsize=2048)
def denies(sentence: str) -> bool:
    return bool(DENIES.search(plain(sentence)))


# Facts are the same from one customer to the next.
@lru_cache(maxsize=2048)
def stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in WORD.findall(plain(text)))


def stem(word: str) -> str:
    """Without the endings of English: what is counted and done is the same thing."""
    for ending in ENDINGS if word.isascii() else ():
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            return word.removesuffix(ending)
    return word


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"\n+|(?<=[.!?;।])\s+", text) if part.strip()]


def unasked(fact: str) -> str:
    """A fact without the question that it answers, unless the answer is a yes or a no to it."""
    _, colon, answer = fact.partition("?: ")
    return answer if colon and not answered(plain(answer))[0] else fact


def answered(sentence: str) -> tuple[str, str]:
    """The "yes," or "no," before a sentence (its key in checks.json), and the rest."""
    for key in ("no_first", "yes_first"):
        if found := re.match(
            rf"[ *_!,.-]*(?:sorry[ ,]+|unfortunately[ ,]+)?(?:{data('checks')[key]})\s*[,.:;!]", sentence
        ):
            return key, sentence[found.end() :]
    return "", sentence


def squeezed(sentence: str) -> str:
    """To know a sentence again, however it is set."""
    return re.sub(r"[\s*_.,!?;।]+", " ", plain(sentence)).strip()
