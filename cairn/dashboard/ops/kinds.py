"""What a body holds, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {
    "messages": _("messages"),
    "receipts": _("receipts"),
    "templates": _("template news"),
    "account": _("account news"),
}


def kind(found: list[str]) -> str:
    return ", ".join(str(NAMES[name]) for name in found) or str(_("something else"))
