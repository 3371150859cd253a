"""How the templates write names, money, messages and files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from cairn.dashboard import bubbles, times

register = template.Library()
register.filter(times.moment)
register.filter(times.stamp)
register.filter(bubbles.language)
ITEM = re.compile(r"^\s*[-•*]\s+")
# WhatsApp's *bold*, only around whole words.
BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our files. It changes with the file, so that browsers never mix two versions."""
    return f"{static(f'cairn/{name}')}?v={version(name)}"


@lru_cache
def version(name: str) -> str:
    path = finders.find(f"cairn/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:10]


@register.filter
def initials(name: str) -> str:
    """Two letters for a pebble: "Priya Nair" PN, "@monsoon_meera" MM, "+91 98" the last two digits."""
    words = [word for word in re.split(r"[\s_.@]+", name) if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or name[-2:]


@register.filter
def tone(name: str) -> int:
    """One of six colours, the same for the same name everywhere."""
    return hashlib.sha256(name.encode()).digest()[0] % 6 + 1


@register.filter
def rupees(paise: int | None) -> str:
    """12000000 paise is ₹1,20,000."""
    if paise is None:
        return ""
    whole = str(paise // 100)
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return "₹" + ",".join([*groups, tail])


@register.filter
def media_icon(type: str) -> str:
    return bubbles.MEDIA.get(type, ("", ""))[0]


@register.filter
def or_type(words: str, type: str) -> str:
    """A message's words, or for one without any what it is."""
    return words or bubbles.word(type)


@register.filter
def said(text: str) -> SafeString:
    """A message as it was meant: paragraphs, lists, *bold* and links. Everything of the text itself is escaped."""
    groups = groupby(text.strip().split("\n"), key=kind)
    return mark_safe("".join(WRITERS[kind](list(lines)) for kind, lines in groups))  # noqa: S308 (all went through `rich`)


def kind(line: str) -> str:
    return "gap" if not line.strip() else "item" if ITEM.match(line) else "line"


def rich(line: str) -> str:
    """Escape first, then add our own marks to what is harmless by then."""
    return BOLD.sub(r"<b>\1</b>", urlize(escape(line), nofollow=True, autoescape=False))


def as_list(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{rich(ITEM.sub('', line))}</li>" for line in lines) + "</ul>"


def as_paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(rich(line) for line in lines)}</p>"


WRITERS: dict[str, Callable[[list[str]], str]] = {"gap": lambda lines: "", "item": as_list, "line": as_paragraph}
