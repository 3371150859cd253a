"""Is what was given possible? One sentence for each field that is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cairn.catalog.edit import fields
from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.refusal import Unfit

ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?|hinglish")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PATTERNS = {
    "language": (LANGUAGE, "Give a language code such as en, hi or mr."),
    "slug": (SLUG, "Use small letters, digits and single hyphens."),
    "url": (re.compile(r"https?://\S+"), "Give an address that begins with https://."),
}


def check(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The errors of these fields, each alone and then together; an empty dict when all is well."""
    errors = dict[str, str]()
    for name, spec in fields.of(kind).items():
        if name in values and (why := wrong(spec, values[name])):
            errors[name] = why
    return errors | {name: why for name, why in together(kind, values).items() if name not in errors}


def wrong(spec: Spec, value: Any) -> str:
    try:
        CHECKS.get(spec.sort, text)(spec, value)
    except Unfit as refusal:
        return str(refusal)
    return ""


def text(spec: Spec, value: Any) -> None:
    if not isinstance(value, str):
        raise Unfit(_("Give a text."))
    if spec.needed and not value.strip():
        raise Unfit(_("Fill this in."))
    if len(value) > spec.most:
        raise Unfit(_("Use at most %(most)s characters.") % {"most": f"{spec.most:,}"})
    if ODD.search(value):
        raise Unfit(_("The text holds a control character."))
    if value and spec.name in PATTERNS and not PATTERNS[spec.name][0].fullmatch(value):
        raise Unfit(_(PATTERNS[spec.name][1]))


def number(spec: Spec, value: Any) -> None:
    if value is None:
        if spec.needed or not spec.empty:
            raise Unfit(_("Give a number."))
        return None
    if isinstance(value, bool) or not isinstance(value, int | float if spec.sort == "real" else int):
        raise Unfit(_("Give a number.") if spec.sort == "real" else _("Give a whole number."))
    if spec.sort == "money":
        return amount(spec, value)
    if not spec.least <= value <= spec.most:
        raise Unfit(_("Give a number from %(least)s to %(most)s.") % {"least": spec.least, "most": f"{spec.most:,}"})


def amount(spec: Spec, paise: int) -> None:
    if paise < spec.least:
        raise Unfit(_("Give an amount above zero."))
    if paise > spec.most:
        raise Unfit(_("This is more than any trip costs."))


def lines(spec: Spec, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Unfit(_("Give one text a line."))
    if len(value) > spec.most:
        raise Unfit(_("Give at most %(most)s lines.") % {"most": spec.most})
    for one in value:
        text(Spec(spec.name, ""), one)


def rows(spec: Spec, value: Any) -> None:
    """The first thing that is wrong, with the number of its row."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unfit(_("Give a list of rows."))
    if len(value) > spec.most:
        raise Unfit(_("Give at most %(most)s rows.") % {"most": spec.most})
    for place, row in enumerate(value, start=1):
        for inner in spec.rows:
            if (inner.needed or inner.name in row) and (why := wrong(inner, row.get(inner.name, ""))):
                raise Unfit(_("Row %(place)s, %(label)s: %(why)s") % {"place": place, "label": inner.label, "why": why})


def translations(spec: Spec, value: Any) -> None:
    """Kept as {language: {question, answer}}."""
    if not isinstance(value, dict):
        raise Unfit(_("Give the translations by language."))
    rows(spec, [{"language": code, **(said if isinstance(said, dict) else {})} for code, said in value.items()])


def months(spec: Spec, value: Any) -> None:
    if not isinstance(value, list) or not all(type(one) is int and 1 <= one <= 12 for one in value):
        raise Unfit(_("Give months from 1 to 12."))


def yes(spec: Spec, value: Any) -> None:
    if not isinstance(value, bool):
        raise Unfit(_("Say yes or no."))


def day(spec: Spec, value: Any) -> None:
    if not isinstance(value, date) or not 2000 <= value.year <= 2100:
        raise Unfit(_("Give a date between 2000 and 2100."))


def trip(spec: Spec, value: Any) -> None:
    if value is None and spec.needed:
        raise Unfit(_("Choose a trip."))


def choice(spec: Spec, value: Any) -> None:
    if value not in ("open", "filling", "full", "cancelled"):
        raise Unfit(_("Choose one of the states."))


CHECKS: Mapping[str, Callable[[Spec, Any], None]] = {
    "money": number,
    "whole": number,
    "real": number,
    "lines": lines,
    "months": months,
    "yes": yes,
    "day": day,
    "trip": trip,
    "choice": choice,
    "rows": lambda spec, value: (translations if spec.name == "translations" else rows)(spec, value),
}


def together(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """What is only wrong beside another field."""
    found = dict[str, str]()
    for low, high, why in PAIRS.get(kind, ()):
        if above(values.get(low), values.get(high)):
            found[low] = _(why)
    return found


def above(low: Any, high: Any) -> bool:
    return isinstance(low, int) and isinstance(high, int) and low > high


PAIRS = {
    "trip": (
        ("advance", "price", "The advance can't be more than the price."),
        ("min_age", "max_age", "The youngest can't be older than the oldest."),
        ("group_min", "group_max", "The smallest group can't be larger than the largest."),
    ),
    "departure": (("seats_sold", "seats_total", "More seats are sold than there are."),),
}
