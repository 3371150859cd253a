"""States, qualities and languages of templates as people say them, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from cairn.conversations.models import Template
from cairn.dashboard import times

# Status: word, colour of its chip, next step.
STATES = {
    "approved": ("Ready to send", "green", ""),
    "pending": ("In review", "amber", "WhatsApp usually answers within minutes, at most within a day."),
    "in_appeal": ("In review again", "amber", "WhatsApp looks at it once more; that takes a day or two."),
    "draft": ("Draft", "", "Only you see it. Submit it when it is right."),
    "rejected": ("Rejected", "red", "Change its words and submit it again; there is no limit on trying."),
    "paused": ("Paused", "red", "Write it so that fewer people block or report it. It comes back by itself."),
    "disabled": ("Switched off", "red", "It does not come back. Make a new one with other words."),
    "limit_exceeded": ("Over the limit", "red", "The account has too many templates. Delete some."),
    "pending_deletion": ("Being deleted", "", "Its name is free again 30 days after that."),
    "archived": ("Archived", "", "It was not used for long. Bring it back in Meta's manager."),
    "deleted": ("Deleted", "", "Its name is free again 30 days after that."),
}
QUALITIES = {"green": ("Good", "green"), "yellow": ("Falling", "amber"), "red": ("Poor", "red")}
CATEGORIES = {
    "utility": "Utility: about a booking or question they have",
    "marketing": "Marketing: offers, news, reminders to buy",
    "authentication": "Login codes",
}


@dataclass(frozen=True, slots=True)
class State:
    word: str
    tone: str
    next: str


def state(template: Template) -> State:
    if template.removed_at and template.status != "deleted":
        return State("Gone", "red", "WhatsApp does not list it any more. Sync again, or make a new one.")
    unknown = (template.status.replace("_", " ").capitalize(), "", "Look at it in Meta's manager.")
    found = State(*STATES.get(template.status, unknown))
    if template.status == "paused" and template.paused_until:
        return State(found.word, found.tone, f"It comes back {times.moment(template.paused_until)}. {found.next}")
    return found


def quality(template: Template) -> tuple[str, str] | None:
    """Word and colour; None while WhatsApp has no opinion."""
    return QUALITIES.get(template.quality)


def title(template: Template) -> str:
    return template.name.replace("_", " ").strip().capitalize() or "Untitled"


def language(code: str) -> str:
    """en_US is English (United States)."""
    try:
        return str(Locale.parse(code).get_display_name("en") or code)
    except (ValueError, UnknownLocaleError, TypeError):
        return code
