"""The firm's own fields on every lead: what they are called, and what a value has to look like."""

from __future__ import annotations

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from cairn.leads.models import CustomField
from cairn.lib import clock

MOST = 30  # fields in use at once
YES, NO = ("yes", "true", "1", "y", "on"), ("no", "false", "0", "n", "off")


class Unfit(Exception):
    """The value does not fit the field. The message says what would."""


def current() -> list[CustomField]:
    return list(CustomField.objects.filter(archived_at=None).order_by("position", "pk")[:MOST])


def read(field: CustomField, text: str) -> str | int | float | bool | None:
    """The value that a person wrote; None for nothing. Raises Unfit."""
    text = text.strip()
    if not text:
        return None
    match field.kind:
        case CustomField.Kind.NUMBER:
            return number(field, text)
        case CustomField.Kind.DATE:
            return day(field, text)
        case CustomField.Kind.YES_NO:
            return yes_no(field, text)
        case CustomField.Kind.CHOICE:
            return choice(field, text)
        case _:
            return text[:500]


def number(field: CustomField, text: str) -> int | float:
    plain = text.replace(",", "").replace("₹", "").strip()
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", plain):
        raise Unfit(f"{field.label} is a number.")
    return float(plain) if "." in plain else int(plain)


def day(field: CustomField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Unfit(f"{field.label} is a day, such as 2026-08-12.") from error


def yes_no(field: CustomField, text: str) -> bool:
    if text.lower() in YES + NO:
        return text.lower() in YES
    raise Unfit(f"{field.label} is yes or no.")


def choice(field: CustomField, text: str) -> str:
    found = next((one for one in field.choices if one.casefold() == text.casefold()), None)
    if found is None:
        raise Unfit(f"{field.label} is one of: {', '.join(field.choices)}.")
    return str(found)


def add(label: str, kind: str, choices: list[str]) -> CustomField:
    """Make a field. Its key comes from its name and never changes. Raises Unfit."""
    label = label.strip()[:80]
    if not label:
        raise Unfit("Give the field a name.")
    if kind not in CustomField.Kind.values:
        raise Unfit("Choose what the field holds.")
    kept = list(dict.fromkeys(one.strip()[:80] for one in choices if one.strip()))[:50]
    if kind == CustomField.Kind.CHOICE and len(kept) < 2:
        raise Unfit("Give at least two choices, one a line.")
    if CustomField.objects.filter(archived_at=None).count() >= MOST:
        raise Unfit(f"There are {MOST} fields already. Put one away first.")
    key = (slugify(label).replace("-", "_") or f"field_{CustomField.objects.count() + 1}")[:40]
    try:
        with transaction.atomic():
            return CustomField.objects.create(
                key=key, label=label, kind=kind, choices=kept, position=CustomField.objects.count()
            )
    except IntegrityError as error:
        raise Unfit("There is, or was, a field of this name. Choose another name.") from error


def archive(field: CustomField) -> None:
    """Put a field away. What leads hold in it stays, and shows again when the field comes back."""
    CustomField.objects.filter(pk=field.pk, archived_at=None).update(archived_at=clock.now())


def restore(field: CustomField) -> None:
    CustomField.objects.filter(pk=field.pk).update(archived_at=None)
