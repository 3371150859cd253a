"""The rules of a policy as typed fields, made from what is stored, and whether its text says the same numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.catalog.edit.fields import Spec, money, whole
from cairn.catalog.load import MONEY_RULES
from cairn.catalog.models import Policy

LABELS: dict[str, str | Promise] = {
    "table": _("What comes back"),
    "min_days": _("Days before, from"),
    "max_days": _("to"),
    "refund_percent_of_amount_beyond_advance": _("% of what is beyond the advance"),
    "tiers": _("Discounts by size"),
    "min_people": _("People, from"),
    "max_people": _("to"),
    "percent": _("% off"),
    "percent_off": _("Children pay less by, %"),
    "child_from": _("Child price from age"),
    "child_to": _("Child price to age"),
    "under_not_taken": _("No child under"),
    "balance_due_days": _("Balance due, days before"),
    "balance_due_days_himalaya": _("Balance due in the Himalaya, days before"),
    "gst_percent": _("GST, %"),
    "hold_hours": _("Seats held without payment, hours"),
    "upi_id": _("UPI id"),
    "cash": _("Cash is taken"),
    "emi": _("Instalments are offered"),
    "advance_refundable": _("The advance is paid back"),
    "working_days": _("Working days, from and to"),
    "fee": _("Fee, ₹"),
    "himalaya": _("In the Himalaya, ₹"),
    "other": _("On other trips, ₹"),
    "free_until_days": _("Free until, days before"),
    "fee_until_days": _("With the fee until, days before"),
    "name_change_until_days": _("Another name until, days before"),
    "compulsory_in": _("Compulsory in"),
    "excludes": _("Not on"),
}
NUMBER = re.compile(r"(?<![\w.@])\d[\d,]*(?:\.\d+)?")


def specs(policy: Policy) -> list[Spec]:
    found = (spec_of(policy, name, policy.rules[name]) for name in sorted(policy.rules, key=place))
    return [spec for spec in found if spec]


def place(name: str) -> tuple[int, str]:
    """Where a rule stands in the form: the database does not keep the order of a JSON object."""
    known = list(LABELS)
    return (known.index(name) if name in known else len(known), name)


def spec_of(policy: Policy, name: str, value: Any) -> Spec | None:
    """A field for a rule, by what it holds; rules of a sort that no form can show stay as they are."""
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    if isinstance(value, bool):
        return Spec(name, label, "yes")
    if isinstance(value, int):
        return money(name, label) if name in MONEY_RULES.get(policy.slug, ()) else whole(name, label, empty=False)
    if isinstance(value, str):
        return Spec(name, label)
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        inner = tuple(
            whole(key, LABELS.get(key, key), needed=not key.startswith("max")) for key in sorted(value[0], key=place)
        )
        return Spec(name, label, "rows", most=30, rows=inner)
    if isinstance(value, list):
        return Spec(name, label, "lines", most=30)
    return None


def shown(policy: Policy) -> dict[str, Any]:
    """The rules for `texts.written`: lists of numbers as lines."""
    return {
        name: [str(one) for one in value] if isinstance(value, list) and not any(isinstance(one, dict) for one in value)
        else value
        for name, value in policy.rules.items()
    }  # fmt: skip


def kept(policy: Policy, given: dict[str, Any]) -> dict[str, Any]:
    """The rules as they are stored; lines of digits become numbers again."""
    found = dict(policy.rules)
    for name, value in given.items():
        if isinstance(value, list) and value and all(isinstance(one, str) and one.isdecimal() for one in value):
            value = [int(one) for one in value]
        found[name] = value
    return found


def unruled(policy: Policy) -> list[str]:
    """Numbers that the text names and no rule knows. A bound may be one off: "under 7" is "6 or fewer"."""
    known = set(numbers(policy.rules, set(MONEY_RULES.get(policy.slug, ()))))
    if not known:
        return []
    said = list(dict.fromkeys(NUMBER.findall(policy.text)))
    return [number for number in said if not {n := float(number.replace(",", "")), n + 1, n - 1} & known]


def numbers(value: Any, paise: set[str], name: str = "") -> Iterator[float]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value / 100 if name in paise else float(value)
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from numbers(inner, paise, key)
    for inner in value if isinstance(value, list) else ():
        yield from numbers(inner, paise, name)
