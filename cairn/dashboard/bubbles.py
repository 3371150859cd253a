"""One message as the thread shows it: what it is, who said it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.assistant.models import Answer
from cairn.channels.whatsapp.errors import in_words
from cairn.conversations.models import Message
from cairn.dashboard import around, asked, contents, files, times
from cairn.dashboard.choices import Choice, choice
from cairn.lib import clock

# Type: icon and word. What is not here is text.
MEDIA = {
    "image": ("image", gettext_noop("Photo")),
    "video": ("play", gettext_noop("Video")),
    "audio": ("mic", gettext_noop("Audio")),
    "document": ("file", gettext_noop("File")),
    "sticker": ("smile", gettext_noop("Sticker")),
    "location": ("pin", gettext_noop("Place")),
    "contacts": ("user", gettext_noop("Contact")),
    "order": ("tag", gettext_noop("Order")),
    "template": ("template", gettext_noop("Template")),
    "call": ("call", gettext_noop("Call")),
    "unsupported": ("question", gettext_noop("Not shown")),
}
TICKS = {
    "accepted": ("tick", gettext_noop("Accepted by WhatsApp")),
    "sent": ("tick", gettext_noop("Sent")),
    "delivered": ("ticks", gettext_noop("Delivered")),
    "read": ("ticks", gettext_noop("Read")),
}
PENDING = ("queued", "sending")
# The first letter of each script's block, its last, and the language to read it aloud in.
SCRIPTS = [
    (0x0900, 0x097F, "hi"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
]


@dataclass(frozen=True, slots=True)
class Bubble:
    """`quoted` is the message this one answers, when it is known."""

    message: Message
    quoted: Message | None = None
    again: bool = False  # another message was sent in its place

    @property
    def answer(self) -> Answer | None:
        return getattr(self.message, "answer", None)

    @property
    def seconds(self) -> str:
        return f"{self.answer.took_ms / 1000:.1f} s" if self.answer and self.answer.took_ms else ""

    @property
    def state(self) -> str:
        """What the bubble's outline shows; a message on its way looks like one that waits."""
        status = self.message.status
        return "queued" if status in PENDING else status if status in ("failed", "unknown", "parked") else ""

    @property
    def tick(self) -> tuple[str, str] | None:
        if self.message.direction != Message.Direction.OUT or self.message.status not in TICKS:
            return None
        icon, word = TICKS[self.message.status]
        return icon, _(word)

    @property
    def pending(self) -> str:
        message = self.message
        if message.channel.paused_at:
            return _("Waiting: nothing is sent from this number.") + f" {message.channel.paused_why}"
        if message.status == "queued" and message.attempts and message.next_attempt_at:
            at = times.moment(max(message.next_attempt_at, clock.now()))
            return _("Try %(number)d at %(when)s") % {"number": message.attempts + 1, "when": at}
        return _("Sending") if message.status == "sending" else _("Waiting to be sent")

    @property
    def failure(self) -> str:
        """Why it failed and what to do."""
        return in_words(self.message.error_code, self.message.error)

    @property
    def media(self) -> tuple[str, str] | None:
        """Icon and word of what is not text."""
        if self.message.type not in MEDIA:
            return None
        icon, word = MEDIA[self.message.type]
        if self.message.type == "audio" and self.message.content.get("voice"):
            word = gettext_noop("Voice note")
        return icon, _(word)

    @property
    def detail(self) -> str:
        """The name of a file that is not ours to fetch."""
        return str(self.message.content.get("filename") or "")

    @property
    def part(self) -> str:
        """The template that shows what was said."""
        return f"dashboard/said/{self.shown}.html"

    @property
    def shown(self) -> str:
        kind, inbound = self.message.type, self.message.direction == Message.Direction.IN
        if kind == "template" and self.message.content.get("shown"):
            return "template"
        if self.file:
            return self.file.part
        if kind in ("interactive", "button") and inbound:
            return "choice" if self.choice else "words"
        if kind == "interactive":
            return "asked"
        if kind == "location":
            return "place" if self.place else "named"
        plain = "named" if self.media else "words"
        return {"contacts": "cards", "order": "order", "unsupported": "lost"}.get(kind, plain)

    @property
    def file(self) -> files.File | None:
        return files.file_of(self.message)

    @property
    def place(self) -> contents.Place | None:
        return contents.place(self.message.content)

    @property
    def cards(self) -> list[contents.Card]:
        return contents.cards(self.message.content)

    @property
    def order(self) -> contents.Order:
        return contents.order(self.message.content)

    @property
    def choice(self) -> Choice | None:
        return choice(self.message)

    @property
    def asked(self) -> asked.Asked:
        return asked.asked(self.message.content)

    @property
    def has_own_words(self) -> bool:
        """Whether words stand under it: a caption, or what goes with an order."""
        return bool(self.message.text) and self.shown not in (
            "words",
            "template",
            "choice",
            "place",
            "cards",
            "lost",
            "asked",
        )

    @property
    def unsupported(self) -> str:
        return around.unsupported(self.message.content)

    @property
    def around(self) -> list[around.Remark]:
        return around.remarks(self.message.content)

    @property
    def earlier(self) -> list[str]:
        """What it said before it was edited, the oldest first."""
        return [str(one["text"]) for one in contents.objects(self.message.content, "earlier") if one.get("text")]

    @property
    def reactions(self) -> list[tuple[str, str]]:
        """Emoji, and whose it is."""
        return [(found, who(value)) for value in self.message.reactions.values() if (found := emoji(value))]

    @property
    def language(self) -> str:
        return language(self.message.text)


def word(type: str) -> str:
    return _(MEDIA[type][1]) if type in MEDIA else type.replace("_", " ").capitalize()


def emoji(reaction: Any) -> str:
    return str(reaction.get("emoji", "")) if isinstance(reaction, dict) else str(reaction)


def who(reaction: Any) -> str:
    return str(reaction.get("name") or "") if isinstance(reaction, dict) else ""


def language(text: str) -> str:
    """The language of a text in an Indian script, so that screen readers pronounce it; empty for Latin letters."""
    for letter in text:
        for first, last, name in SCRIPTS:
            if first <= ord(letter) <= last:
                return name
    return ""
