"""Between text, as forms and CSV files hold it, and what a row holds. Money is typed in rupees and kept as paise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.refusal import Unfit

Texts = dict[str, Any]  # a text for each field; for months a list of texts, for rows a list of Texts
HIDDEN = {"itinerary": "day"}  # kept beside what people see of a row


def of_row(specs: Iterable[Spec], row: object) -> Texts:
    """What the form of a stored row holds."""
    return {spec.name: written(spec, getattr(row, spec.name)) for spec in specs}


def written(spec: Spec, value: Any) -> Any:
    if spec.sort == "rows":
        return [row_texts(spec, one) for one in listed(value)]
    if spec.sort == "months":
        return [str(month) for month in value]
    if spec.sort == "lines":
        return "\n".join(value)
    if spec.sort == "yes":
        return "on" if value else ""
    if value is None:
        return ""
    return rupees(value) if spec.sort == "money" else f"{value:g}" if spec.sort == "real" else str(value)


def listed(value: Any) -> list[dict[str, Any]]:
    """Translations are kept by language; a form shows them as rows."""
    if isinstance(value, dict):
        return [{"language": code, **said} for code, said in value.items()]
    return list(value)


def row_texts(spec: Spec, row: Mapping[str, Any]) -> Texts:
    hidden = HIDDEN.get(spec.name)
    found = {hidden: str(row.get(hidden, ""))} if hidden else {}
    for inner in spec.rows:
        text = written(inner, row.get(inner.name, [] if inner.sort == "lines" else None))
        found[inner.name] = ", ".join(text.split("\n")) if inner.sort == "lines" else text
    return found


def rupees(paise: int) -> str:
    whole, rest = divmod(paise, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def values(specs: Iterable[Spec], texts: Texts) -> tuple[dict[str, Any], dict[str, str]]:
    """What the texts mean, and a sentence for each that means nothing."""
    found, errors = dict[str, Any](), dict[str, str]()
    for spec in specs:
        try:
            found[spec.name] = value(spec, texts[spec.name])
        except Unfit as refusal:
            errors[spec.name] = str(refusal)
    return found, errors


def value(spec: Spec, text: Any) -> Any:
    if spec.sort == "rows":
        return keyed(spec, [row_values(spec, place, row) for place, row in enumerate(text, start=1)])
    if spec.sort == "months":
        return season({int(month) for month in text if month.isdecimal()})
    return READERS[spec.sort](spec, text)


def season(months: set[int]) -> list[int]:
    """In calendar order; a season over the turn of the year begins before it."""
    if not {1, 12} <= months or len(months) == 12:
        return sorted(months)
    first = 12
    while first - 1 in months:
        first -= 1
    return sorted(months, key=lambda month: (month < first, month))


def row_values(spec: Spec, place: int, row: Texts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for inner in spec.rows:
        text = row.get(inner.name, "")
        try:
            if inner.sort == "lines":
                found[inner.name] = [one.strip() for one in text.split(",") if one.strip()]
            else:
                found[inner.name] = READERS[inner.sort](inner, text)
        except Unfit as refusal:
            message = _("Row %(place)s, %(label)s: %(why)s")
            raise Unfit(message % {"place": place, "label": inner.label, "why": refusal}) from refusal
    if hidden := HIDDEN.get(spec.name):
        found[hidden] = row.get(hidden, "")
    return found


def keyed(spec: Spec, rows: list[dict[str, Any]]) -> Any:
    """The rows as they are kept: days numbered through, old prices marked, translations by language."""
    if spec.name == "itinerary":
        given = [int(row["day"]) for row in rows if str(row["day"]).isdecimal()]
        first = min(given, default=1)
        return [
            {"day": first + place, **{k: v for k, v in row.items() if k != "day"}} for place, row in enumerate(rows)
        ]
    if spec.name == "price_history":
        return [{**row, "expired": True} for row in rows]
    if spec.name == "translations":
        return by_language(rows)
    return rows


def by_language(rows: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["language"] in found:
            raise Unfit(_("Give each language once."))
        found[row["language"]] = {"question": row["question"], "answer": row["answer"]}
    return found


def line(spec: Spec, text: str) -> str:
    return " ".join(text.split())


def money(spec: Spec, text: str) -> int | None:
    plain = re.sub(r"(₹|rs\.?|inr|,|\s)", "", text.lower())
    if not plain:
        return blank(spec)
    try:
        amount = Decimal(plain)
        paise = amount * 100
        if not amount.is_finite() or paise != paise.to_integral_value() or abs(amount) > 10**9:
            raise InvalidOperation
    except InvalidOperation as error:
        raise Unfit(_("Give an amount in rupees, such as 15000 or ₹15,000.")) from error
    return int(paise)


def whole(spec: Spec, text: str) -> int | None:
    if not text:
        return blank(spec)
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise Unfit(_("Give a whole number."))
    return int(text)


def real(spec: Spec, text: str) -> float | None:
    if not text:
        return blank(spec)
    if not re.fullmatch(r"-?[0-9]{1,9}([.,][0-9]{1,6})?", text):
        raise Unfit(_("Give a number."))
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def blank(spec: Spec) -> int | None:
    """An empty number: nothing where that may be, else zero."""
    return None if spec.empty or spec.needed else 0


def day(spec: Spec, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unfit(_("Give a date.")) from error


def lines(spec: Spec, text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


READERS: Mapping[str, Any] = {
    "line": line,
    "words": lambda spec, text: text,
    "lines": lines,
    "money": money,
    "whole": whole,
    "real": real,
    "yes": lambda spec, text: text == "on",
    "day": day,
    "choice": line,
    "trip": whole,
}
