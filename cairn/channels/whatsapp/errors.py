"""What Graph's error codes mean for the message, and what staff can do. The words are in `error_table.py`.

Meta: "Error codes". The same code comes in an answer, in a webhook, or in both; branch on the code, never on its words
or on the HTTP status.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from cairn.channels.whatsapp.error_table import CODES, FAMILIES, UNLISTED
from cairn.channels.whatsapp.error_types import Action, GraphError
from cairn.channels.whatsapp.reading import lenient
from cairn.conversations.events import Json, Problem

__all__ = ["OURS", "UNSAID", "Action", "GraphError", "classify", "explain", "graph_problem", "in_words"]

UNSAID = Problem(0, "Unknown")  # a failed receipt without errors
OURS = -1  # a problem that is not WhatsApp's, in words of our own: Graph itself uses 0 for a dead token


def classify(code: int) -> GraphError:
    """What this code means. One that isn't listed is never retried, and staff are told."""
    if code in CODES:
        return CODES[code]
    family = next((meaning for codes, meaning in FAMILIES if code in codes), UNLISTED)
    return replace(family, code=code)


def explain(problem: Problem) -> GraphError:
    """What this problem means. Unlike `classify` it tells a receipt without a code from code 0, a broken token."""
    return replace(UNLISTED, code=0) if problem == UNSAID else classify(problem.code)


def in_words(code: int | None, said: str) -> str:
    """Why a message is where it is and what helps, for its bubble, in the reader's language. `said`: the row's own words."""
    if code is None or code == OURS:
        return _(said) if said else _("Not delivered. WhatsApp did not say why.")
    known = classify(code)
    return f"{_(known.means)} {_(known.advice)}"


def graph_problem(body: Json) -> Problem | None:
    """The error in an answer of Graph; None when it holds none."""
    error = lenient(body, "error")
    if not error:
        return None
    code = error.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    return Problem(code, _title(error, code), _details(error))


def _title(error: Json, code: int) -> str:
    return _text(error, "error_user_title") or _text(error, "message").removeprefix(f"(#{code})").strip()


def _details(error: Json) -> str:
    data = error.get("error_data")  # an object for messages, text on other endpoints, sometimes nothing
    said = data if isinstance(data, str) else _text(data if isinstance(data, dict) else {}, "details")
    return said or _text(error, "error_user_msg")


def _text(error: Json, key: str) -> str:
    found = error.get(key)
    return found if isinstance(found, str) else ""
