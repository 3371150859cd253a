"""Names by their sound: Indian scripts into Latin letters, and spellings that fall together."""

from __future__ import annotations

import re
from functools import lru_cache

# The Indian blocks of Unicode share one layout (ISCII): a letter's place in its block is its sound.
BLOCKS = range(0x0900, 0x0D80, 0x80)
CONSONANTS = dict(
    zip(
        range(0x15, 0x3A),
        [
            "k",
            "kh",
            "g",
            "gh",
            "n",
            "ch",
            "chh",
            "j",
            "jh",
            "n",
            "t",
            "th",
            "d",
            "dh",
            "n",
            "t",
            "th",
            "d",
            "dh",
            "n",
            "n",
            "p",
            "ph",
            "b",
            "bh",
            "m",
            "y",
            "r",
            "r",
            "l",
            "l",
            "l",
            "v",
            "sh",
            "sh",
            "s",
            "h",
        ],
        strict=True,
    )
)
VOWELS = {
    0x05: "a",
    0x06: "a",
    0x07: "i",
    0x08: "i",
    0x09: "u",
    0x0A: "u",
    0x0B: "ri",
    0x0D: "e",
    0x0E: "e",
    0x0F: "e",
    0x10: "ai",
    0x11: "o",
    0x12: "o",
    0x13: "o",
    0x14: "au",
}
SIGNS = {
    0x3E: "a",
    0x3F: "i",
    0x40: "i",
    0x41: "u",
    0x42: "u",
    0x43: "ri",
    0x45: "e",
    0x46: "e",
    0x47: "e",
    0x48: "ai",
    0x49: "o",
    0x4A: "o",
    0x4B: "o",
    0x4C: "au",
}
VIRAMA, ANUSVARA, NUKTA = 0x4D, (0x01, 0x02), 0x3C
SAME_SOUND = [(re.compile(a), b) for a, b in (
    ("[^a-z0-9]", ""), ("x", "ks"), ("c(?![hiey])", "k"), ("ph", "f"), ("aa+", "a"), ("(?<=.)ey", "i"), ("a[iy]", "e"), ("ee+", "i"), ("oo+", "u"), ("chh?", "c"), ("([kgtdbpjs])h", r"\1"), ("[wv]", "v"), ("z", "s"), ("ck", "k"),
    ("(.)\\1+", r"\1"), ("y$", "i"),
)]  # fmt: skip
TAMIL = str.maketrans("gdbjcf", "ktpssp")


def latin(text: str) -> str:
    """Indian letters in Latin ones, about as people would type them; everything else stays."""
    out: list[str] = []
    for at, character in enumerate(text):
        following = text[at + 1] if at + 1 < len(text) else ""
        out.append(sound(character, following))
    return "".join(out)


def sound(character: str, following: str) -> str:
    if (place := place_of(character)) is None:
        return character
    if place in CONSONANTS:
        bare = place_of(following)
        dead = bare is not None and (bare in (VIRAMA, NUKTA) or bare in SIGNS)
        return CONSONANTS[place] + ("" if dead or not following.strip() or bare is None else "a")
    if place in ANUSVARA:
        return "n"
    return VOWELS.get(place) or SIGNS.get(place) or ""


def place_of(character: str) -> int | None:
    point = ord(character) if character else 0
    return point % 0x80 if BLOCKS.start <= point < BLOCKS.stop else None


@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """What is left of a spelling when doubled letters, breaths and spaces are taken out: "Rupin Paas" -> "rupinpas"."""
    for pattern, replacement in SAME_SOUND:
        text = pattern.sub(replacement, text)
    return text


def consonants(sound: str) -> str:
    """A skeleton without its vowels, the part of a foreign spelling that is sure; f and v, c, k and s are hard to tell."""
    return re.sub("[aeiouy]", "", sound.replace("f", "v").replace("ce", "s").replace("ci", "s").replace("c", "k"))


def merged(text: str) -> str:
    """Tamil writes k and g, t and d, p and b with one letter."""
    return text.translate(TAMIL)


def is_tamil(text: str) -> bool:
    return any(0x0B80 <= ord(c) < 0x0C00 for c in text)
