"""The views of the inbox: how they are called, how many they hold, and what an empty one says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.conversations.inbox import VIEWS
from cairn.dashboard.inbox.filters import Wanted


@dataclass(frozen=True, slots=True)
class View:
    """`count` is None where nobody counts. `address` keeps what is searched for."""

    name: str
    label: str
    address: str
    count: int | None
    empty: str
    more: str

    @property
    def tab(self) -> bool:
        """One of the few that stand above the list; the others are in the menu."""
        return self.name in ("open", "needs", "mine")


def views(wanted: Wanted, counts: dict[str, int]) -> list[View]:
    return [view(name, wanted, counts) for name in VIEWS]


def view(name: str, wanted: Wanted, counts: dict[str, int]) -> View:
    label, empty, more = words(counts.get("bot", 0))[name]
    address = wanted.address(view=name, sort="")
    return View(name, label, address, counts.get(name), empty, more)


def words(bot: int) -> dict[str, tuple[str, str, str]]:
    """Label, what is true of an empty one, and what happens next."""
    with_bot = (
        ngettext("%(number)s chat is with the bot.", "%(number)s chats are with the bot.", bot)
        % {"number": "99+" if bot > 99 else bot}
        if bot
        else _("No chat is with the bot either.")
    )
    nothing = _("Nothing waits for you.")
    return {
        "needs": (_("Needs reply"), nothing, with_bot),
        "person": (
            _("Waiting for human"),
            nothing,
            with_bot + " " + _("It calls you when it does not know, or when somebody asks for a person."),
        ),
        "mine": (_("Mine"), _("Nobody is yours"), _("A conversation becomes yours when you answer it first.")),
        "bot": (
            _("Assistant answering"),
            _("The assistant has no chat"),
            _("Conversations come here while it is switched on and nobody is waited for."),
        ),
        "snoozed": (
            _("Snoozed"),
            _("Nothing is snoozed"),
            _("What you put off with H waits here. It comes back by itself, or when the customer writes."),
        ),
        "open": (
            _("All"),
            _("Nothing is open"),
            _("Every conversation is closed or snoozed. The next message brings its own back."),
        ),
        "archive": (
            _("Archive"),
            _("The archive is empty"),
            _("Closed conversations come here. They return by themselves when the customer writes again."),
        ),
    }
