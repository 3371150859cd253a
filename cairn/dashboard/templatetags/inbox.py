"""Rows of the list, written once as long as nothing in them changes: all tabs, people and fetches share them."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cairn.dashboard.rows import Row

register = template.Library()
MOST = 4000  # rows, some two kilobytes each
written: OrderedDict[Any, SafeString] = OrderedDict()
lock = Lock()


@register.simple_tag(takes_context=True)
def talk_row(context: Context, row: Row) -> SafeString:
    """The row as HTML. What it says of times is words, and part of what it is known by."""
    current = row.conversation.pk == context.get("opened")
    more = {"query": context["listing"].query, "current": current, "may_write": context["user"].may_write}
    key = (row.shown, *more.values(), get_language())
    with lock:
        if key in written:
            written.move_to_end(key)
            return written[key]
    html = SafeString(get_template("dashboard/parts/row.html").render({"row": row, **more}))
    with lock:
        written[key] = html
        if len(written) > MOST:
            written.popitem(last=False)
    return html
