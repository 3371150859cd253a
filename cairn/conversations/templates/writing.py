"""Whether Meta would take a new template. Meta: "Template components", "Template guidelines"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from cairn.conversations.models import Template
from cairn.conversations.templates.preflight import Flaw
from cairn.conversations.templates.shape import (
    LONGEST_BODY,
    LONGEST_BUTTON,
    LONGEST_CODE,
    LONGEST_FOOTER,
    LONGEST_HEADER,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_URL,
    VARIABLE,
    Button,
    Shape,
    names,
    shape,
    units,
)

REFUSED = 100
NAME = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
NAMED = re.compile(r"[a-z][a-z0-9_]*")
KINDS = ("", "text", "image", "video", "document", "location")
MOST = {"url": 2, "phone_number": 1, "copy_code": 1}
MOST_BUTTONS = 10
WORDS_PER_VARIABLE = 3  # Meta: too many variables for the length of the message


def check(template: Template) -> list[Flaw]:
    """Everything that Meta would refuse of this template when it is submitted; empty when it may go."""
    made = shape(template.components)
    return [*label(template), *header(made), *body(made), *footer(made), *buttons(made.buttons), *samples(made)]


def label(template: Template) -> Iterator[Flaw]:
    if not NAME.fullmatch(template.name):
        yield Flaw(REFUSED, "Name: only small letters, digits and underscores.", "name")
    elif len(template.name) > LONGEST_NAME:
        yield Flaw(REFUSED, f"Name: {LONGEST_NAME} characters at most.", "name")
    if not LANGUAGE.fullmatch(template.language):
        yield Flaw(REFUSED, "Language: a code such as en, en_US, hi or mr.", "language")
    if template.category not in Template.Category.values:
        yield Flaw(REFUSED, "Category: marketing, utility or authentication.", "category")
    elif template.category == Template.Category.AUTHENTICATION:
        yield Flaw(REFUSED, "Login codes have fixed words of WhatsApp's own; write them in Meta's manager.", "category")


def header(made: Shape) -> Iterator[Flaw]:
    if made.header_kind not in KINDS:
        yield Flaw(REFUSED, f"Header: {made.header_kind} is not a kind that WhatsApp knows.", "header")
    if made.header_kind != "text":
        return
    yield from text("Header", made.header, LONGEST_HEADER, "header")
    if len(VARIABLE.findall(made.header)) > 1:
        yield Flaw(REFUSED, "Header: one variable at most.", "header")
    if re.search(r"[*_~\n]|[\U0001F300-\U0001FAFF\u2600-\u27BF]", VARIABLE.sub("", made.header)):
        yield Flaw(REFUSED, "Header: no emoji, line break or marks for bold and italics.", "header")


def body(made: Shape) -> Iterator[Flaw]:
    yield from text("Text", made.body, LONGEST_BODY, "body")
    yield from variables(made.body)
    if re.search(r"\n{3,}", made.body):
        yield Flaw(REFUSED, "Text: not more than one empty line in a row.", "body")


def variables(body: str) -> Iterator[Flaw]:
    known, stripped = names(body), body.strip()
    if not known:
        return
    if VARIABLE.match(stripped) or re.search(VARIABLE.pattern + r"\W*$", stripped):
        yield Flaw(REFUSED, "Text: words must stand before the first variable and after the last one.", "body")
    if re.search(VARIABLE.pattern + r"\s*" + VARIABLE.pattern, body):
        yield Flaw(REFUSED, "Text: two variables need words between them.", "body")
    numbers = [name for name in known if name.isdecimal()]
    if numbers and len(numbers) < len(known):
        yield Flaw(REFUSED, "Text: variables have either numbers or names, not both.", "body")
    elif numbers and sorted(map(int, numbers)) != list(range(1, len(numbers) + 1)):
        yield Flaw(REFUSED, "Text: variables count up from {{1}} without a gap.", "body")
    elif not numbers and not all(NAMED.fullmatch(name) for name in known):
        yield Flaw(REFUSED, "Text: names of variables are small letters, digits and underscores.", "body")
    words = len(VARIABLE.sub(" ", body).split())
    if words < WORDS_PER_VARIABLE * len(known):
        need = WORDS_PER_VARIABLE * len(known)
        yield Flaw(
            REFUSED, f"Text: too short for its variables. Write {need} words or more; these are {words}.", "body"
        )


def footer(made: Shape) -> Iterator[Flaw]:
    if units(made.footer) > LONGEST_FOOTER:
        yield Flaw(REFUSED, f"Footer: {LONGEST_FOOTER} characters at most, these are {units(made.footer)}.", "footer")
    if VARIABLE.search(made.footer):
        yield Flaw(REFUSED, "Footer: it can't hold a variable.", "footer")


def buttons(rows: tuple[Button, ...]) -> Iterator[Flaw]:
    if len(rows) > MOST_BUTTONS:
        yield Flaw(REFUSED, f"Buttons: {MOST_BUTTONS} at most.", "buttons")
    for kind, most in MOST.items():
        if sum(row.kind == kind for row in rows) > most:
            yield Flaw(REFUSED, f"Buttons: {most} of the kind “{kind.replace('_', ' ')}” at most.", "buttons")
    groups = [quick for quick, _ in groupby(row.kind == "quick_reply" for row in rows)]
    if groups.count(True) > 1 or groups.count(False) > 1:
        yield Flaw(REFUSED, "Buttons: quick replies stand together, before or after the others.", "buttons")
    if len({row.text for row in rows}) < len(rows):
        yield Flaw(REFUSED, "Buttons: each needs words of its own.", "buttons")
    for row in rows:
        yield from button(row)


def button(row: Button) -> Iterator[Flaw]:
    key = f"button.{row.index}"
    yield from text(f"Button {row.index + 1}", row.text, LONGEST_BUTTON, key)
    if VARIABLE.search(row.text):
        yield Flaw(REFUSED, f"Button {row.index + 1}: its words can't hold a variable.", key)
    if row.kind == "phone_number" and not re.fullmatch(rf"\+?\d{{6,{LONGEST_PHONE}}}", row.target):
        yield Flaw(REFUSED, f"Button {row.index + 1}: a phone number with country code, digits only.", key)
    if row.kind == "copy_code" and not 0 < units(row.sample) <= LONGEST_CODE:
        yield Flaw(REFUSED, f"Button {row.index + 1}: a sample code of {LONGEST_CODE} characters at most.", key)
    if row.kind == "url":
        yield from address(row, key)


def address(row: Button, key: str) -> Iterator[Flaw]:
    found = VARIABLE.findall(row.target)
    if not re.match(r"https?://[^\s{}]+", row.target) or units(row.target) > LONGEST_URL:
        yield Flaw(REFUSED, f"Button {row.index + 1}: an address that begins with https://.", key)
    if len(found) > 1 or (found and not row.target.rstrip().endswith("}}")):
        yield Flaw(REFUSED, f"Button {row.index + 1}: one variable, at the end of the address.", key)


def samples(made: Shape) -> Iterator[Flaw]:
    """Meta's reviewers want to see a value for every variable."""
    for slot in made.slots:
        if slot.name in ("latitude", "longitude", "name", "address") and made.header_kind == "location":
            continue
        if slot.key != "header.media" and not slot.sample.strip():
            yield Flaw(REFUSED, f"{slot.label}: give a sample for WhatsApp's reviewers.", f"sample.{slot.key}")


def text(what: str, words: str, longest: int, key: str) -> Iterator[Flaw]:
    if not words.strip():
        yield Flaw(REFUSED, f"{what}: it is empty.", key)
    elif units(words) > longest:
        yield Flaw(REFUSED, f"{what}: {longest:,} characters at most, these are {units(words):,}.", key)
