"""What somebody chose or filled in: a button, a line of a list, a form, a permission."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cairn.conversations.models import Message
from cairn.dashboard.contents import Json, inner, words

MOST = 30  # fields of a form
NOT_FIELDS = {"flow_token"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose or filled in. `said` is above it, `words` is what was chosen, `fields` is a form."""

    icon: str
    said: str
    words: str = ""
    more: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def choice(message: Message) -> Choice | None:
    """A tap on a button or in a list, a filled-in form, a permission; None for what is only text."""
    content = message.content
    if message.type == "button":
        return Choice("check", _("Tapped a button"), message.text)
    kind = words(content, "type")
    if kind in ("button_reply", "list_reply"):
        said = _("Tapped a button") if kind == "button_reply" else _("Chose from the list")
        return Choice("check", said, message.text, words(content, "description"))
    if kind == "nfm_reply":
        said = _("Sent an address") if words(content, "name") == "address_message" else _("Filled in a form")
        return Choice("edit", said, fields=tuple(form(content)))
    if kind == "call_permission_reply":
        allowed = words(content, "response") == "accept"
        return Choice("call", _("Answered about calls"), _("You may call") if allowed else _("Please don't call"))
    if kind == "payment_method":
        return Choice("rupee", _("Chose how to pay"), readable(words(content, "payment_method")))
    return Choice("question", _("Answered in a form that Cairn does not know yet"), readable(kind))


def form(content: Json) -> Iterator[tuple[str, str]]:
    """The fields of a flow's answer. An address has them one level deeper."""
    answer = inner(content, "response")
    values = inner(answer, "values") or answer
    for name, value in list(values.items())[:MOST]:
        if name not in NOT_FIELDS and value not in (None, "", []):
            yield readable(str(name)), plain(value)


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(plain(one) for one in value)[:500]
    return str(value)[:500] if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)[:500]


def readable(name: str) -> str:
    """`delivery_rating` and `in_pin_code` as people read them."""
    spaced = re.sub(r"[_\-\s]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip()
    return spaced[:1].upper() + spaced[1:80].lower()
