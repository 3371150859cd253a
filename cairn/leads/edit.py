"""What a person typed into one field of a lead, as a change. One field at a time, so that one mistake costs one field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.leads import fields, tags, when
from cairn.leads.fields import Unfit
from cairn.leads.models import Priority
from cairn.lib.digits import whole

OWN = "x_"  # before the key of one of the firm's own fields
LONGEST = {"name": 300, "travel_dates": 100, "source": 20}
BIGGEST = 2**31 - 1


def read(name: str, text: str) -> dict[str, Any]:
    """The change that `change` understands. Raises Unfit with a sentence."""
    text = text.replace("\0", "").strip()
    if name.startswith(OWN):
        return {"extra": own(name.removeprefix(OWN), text)}
    if name in LONGEST:
        return {name: words(name, text)}
    if name in READERS:
        return {name: READERS[name](text)}
    raise Unfit("There is no such field.")


def own(key: str, text: str) -> dict[str, Any]:
    field = next((field for field in fields.current() if field.key == key), None)
    if field is None:
        raise Unfit("This field was put away.")
    return {key: fields.read(field, text)}


def words(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise Unfit(f"Use at most {LONGEST[name]} characters.")
    if name == "source" and not text:
        raise Unfit("Say where the lead came from.")
    return when.compact(text) if name == "travel_dates" else text


def party(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= 1000:
        raise Unfit("Give a number of people from 1 to 1000.")
    return int(text)


def money(text: str) -> int | None:
    """Rupees as people write them: 15000, ₹15,000, 15k, 1.5 lakh. Kept as paise."""
    if not text:
        return None
    plain = re.sub(r"(₹|rs\.?|inr|,|\s)", "", text.lower())
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,2})?)(k|l|lakhs?|lacs?)?", plain)
    if not found:
        raise Unfit("Give an amount in rupees, such as 15000.")
    unit = found[2] or ""
    paise = round(float(found[1]) * (1000 if unit == "k" else 100_000 if unit else 1) * 100)
    if paise > BIGGEST:
        raise Unfit("That is more than a budget can be here.")
    return paise


def trip(text: str) -> Trip | None:
    if not text:
        return None
    found = Trip.objects.filter(pk=whole(text) or 0).first()
    if found is None:
        raise Unfit("There is no such trip.")
    return found


def owner(text: str) -> User | None:
    if not text:
        return None
    found = User.objects.filter(pk=whole(text) or 0, is_active=True).first()
    if found is None:
        raise Unfit("Nobody of the team is meant by this.")
    return found


def level(text: str) -> str:
    if text not in Priority.values:
        raise Unfit("Choose low, medium, high or urgent.")
    return text


def labels(text: str) -> list[str]:
    return tags.clean(text.split(","))


READERS: dict[str, Callable[[str], Any]] = {
    "party_size": party,
    "budget": money,
    "trip": trip,
    "owner": owner,
    "priority": level,
    "tags": labels,
}
