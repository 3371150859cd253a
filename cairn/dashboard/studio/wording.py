"""States, qualities and languages of templates as people say them, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from cairn.conversations.models import Template
from cairn.dashboard import times

# Status: word, colour of its chip, next step.
STATES = {
    "approved": (gettext_noop("Ready to send"), "green", ""),
    "pending": (
        gettext_noop("In review"),
        "amber",
        gettext_noop("WhatsApp usually answers within minutes, at most within a day."),
    ),
    "in_appeal": (
        gettext_noop("In review again"),
        "amber",
        gettext_noop("WhatsApp looks at it once more; that takes a day or two."),
    ),
    "draft": (gettext_noop("Draft"), "", gettext_noop("Only you see it. Submit it when it is right.")),
    "rejected": (
        gettext_noop("Rejected"),
        "red",
        gettext_noop("Change its words and submit it again; there is no limit on trying."),
    ),
    "paused": (
        gettext_noop("Paused"),
        "red",
        gettext_noop("Write it so that fewer people block or report it. It comes back by itself."),
    ),
    "disabled": (
        gettext_noop("Switched off"),
        "red",
        gettext_noop("It does not come back. Make a new one with other words."),
    ),
    "limit_exceeded": (
        gettext_noop("Over the limit"),
        "red",
        gettext_noop("The account has too many templates. Delete some."),
    ),
    "pending_deletion": (gettext_noop("Being deleted"), "", gettext_noop("Its name is free again 30 days after that.")),
    "archived": (
        gettext_noop("Archived"),
        "",
        gettext_noop("It was not used for long. Bring it back in Meta's manager."),
    ),
    "deleted": (gettext_noop("Deleted"), "", gettext_noop("Its name is free again 30 days after that.")),
}
QUALITIES = {
    "green": (gettext_noop("Good"), "green"),
    "yellow": (gettext_noop("Falling"), "amber"),
    "red": (gettext_noop("Poor"), "red"),
}
CATEGORIES = {
    "utility": gettext_noop("Utility: about a booking or question they have"),
    "marketing": gettext_noop("Marketing: offers, news, reminders to buy"),
    "authentication": gettext_noop("Login codes"),
}


@dataclass(frozen=True, slots=True)
class State:
    word: str
    tone: str
    next: str


def state(template: Template) -> State:
    if template.removed_at and template.status != "deleted":
        return State(_("Gone"), "red", _("WhatsApp does not list it any more. Sync again, or make a new one."))
    unknown = (template.status.replace("_", " ").capitalize(), "", gettext_noop("Look at it in Meta's manager."))
    word, tone, after = STATES.get(template.status, unknown)
    found = State(_(word), tone, _(after) if after else "")
    if template.status == "paused" and template.paused_until:
        return State(
            found.word, found.tone, _("It comes back %s.") % times.moment(template.paused_until) + f" {found.next}"
        )
    return found


def quality(template: Template) -> tuple[str, str] | None:
    """Word and colour; None while WhatsApp has no opinion."""
    if template.quality not in QUALITIES:
        return None
    word, tone = QUALITIES[template.quality]
    return _(word), tone


def title(template: Template) -> str:
    return template.name.replace("_", " ").strip().capitalize() or _("Untitled")


def language(code: str) -> str:
    """en_US is English (United States)."""
    try:
        return str(Locale.parse(code).get_display_name(get_language() or "en") or code)
    except (ValueError, UnknownLocaleError, TypeError):
        return code
