"""How the keys of the counts read on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cairn.leads.models import Stage

DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
SOURCES = {"ad": _("Advertisement"), "whatsapp": "WhatsApp", "website": _("Website"), "phone": _("Phone app")}
WRITERS = {"llm": _("Language model"), "composer": _("Built-in composer"), "template": _("Template")}


def stage(key: str) -> str:
    return str(dict(Stage.choices).get(key, key))


def source(key: str) -> str:
    return str(SOURCES.get(key, plain(key)))


def topic(key: str) -> str:
    return plain(key)


def writer(key: str) -> str:
    return str(WRITERS.get(key, plain(key)))


def plain(key: str) -> str:
    """`trip_info` reads "Trip info"."""
    return key.replace("_", " ").strip().capitalize()
