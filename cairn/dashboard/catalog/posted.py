"""What was typed into a form, as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.http import QueryDict

from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.texts import HIDDEN, Texts


def posted(specs: Iterable[Spec], post: QueryDict) -> Texts:
    """What was typed, as it was typed."""
    found: Texts = {}
    for spec in specs:
        if spec.sort == "rows":
            found[spec.name] = rows_of(spec, post)
        elif spec.sort == "months":
            found[spec.name] = post.getlist(spec.name)[:12]
        else:
            found[spec.name] = clean(post.get(spec.name, ""))
    return found


def rows_of(spec: Spec, post: QueryDict) -> list[Texts]:
    """The rows in the order in which they stand in the form, without the empty ones. Their numbers mean nothing."""
    names = re.compile(rf"{re.escape(spec.name)}\.(\w{{1,8}})\.(\w+)")
    rows: dict[str, Texts] = {}
    for name in post:
        if found := names.fullmatch(name):
            rows.setdefault(found[1], {})[found[2]] = clean(str(post[name]))
    hidden = HIDDEN.get(spec.name)
    kept = [row for row in rows.values() if any(text for name, text in row.items() if name != hidden)]
    return kept[: spec.most + 1]


def clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()
