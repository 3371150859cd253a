"""The main text of a web page, without menus, footers and notices (justext)."""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.knowledge.documents.blocks import Outline, Text, Unreadable

LANGUAGES = ("English", "Hindi", "Marathi", "Kannada", "Tamil", "Telugu")
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.I | re.S)
LEVEL = re.compile(r"\.h([1-6])(?:\.|$)")


def read(body: bytes) -> Text:
    """Raises Unreadable."""
    import justext
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        found = justext.justext(body, words(), length_low=40, length_high=160, max_link_density=0.3)
    except (LxmlError, justext.core.JustextError, ValueError, AssertionError) as error:
        raise Unreadable("There is no readable page at this address. Look at it in a browser.") from error
    outline = Outline()
    for part in found:
        add(part, outline)
    if match := TITLE.search(body[:200_000]):
        outline.text.title = decoded(match[1])
    if not outline.text.characters:
        raise Unreadable(
            "No connected text was found on this page. Some pages show theirs only with scripts: save it as a PDF and upload that."
        )
    return outline.text


def add(part: object, outline: Outline) -> None:
    text, level = str(getattr(part, "text", "")), LEVEL.search(str(getattr(part, "dom_path", "")))
    if level:
        outline.heading(text, int(level[1]))
    elif not getattr(part, "is_boilerplate", True):
        outline.paragraph(text)


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """The small words of our customers' languages: where they are dense, text is connected."""
    import justext

    return frozenset().union(*(justext.get_stoplist(language) for language in LANGUAGES))


def decoded(raw: bytes) -> str:
    import html

    return html.unescape(re.sub(r"\s+", " ", raw.decode("utf-8", "replace"))).strip()
