"""Languages by name, in the language of whoever reads the desk."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def tongue(code: str) -> str:
    """`mr` is Marathi, `hinglish` Hinglish, `mr-latn` Marathi (Latin); what nobody knows stays as it is written."""
    reader = Locale.parse(get_language() or "en", sep="-")
    try:
        return Locale.parse(code, sep="-").get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code.capitalize()
