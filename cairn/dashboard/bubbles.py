"""One message as the thread shows it: what it is, who said it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cairn.assistant.models import Answer
from cairn.channels.whatsapp.errors import classify
from cairn.conversations.models import Message
from cairn.dashboard import times
from cairn.lib import clock

# Type: icon and word. What is not here is text.
MEDIA = {
    "image": ("image", "Photo"),
    "video": ("play", "Video"),
    "audio": ("mic", "Audio"),
    "document": ("file", "File"),
    "sticker": ("smile", "Sticker"),
    "location": ("pin", "Place"),
    "contacts": ("user", "Contact"),
    "order": ("tag", "Order"),
    "template": ("template", "Template"),
    "unsupported": ("question", "Not shown"),
}
TICKS = {
    "accepted": ("tick", "Accepted by WhatsApp"),
    "sent": ("tick", "Sent"),
    "delivered": ("ticks", "Delivered"),
    "read": ("ticks", "Read"),
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
        return "queued" if status in PENDING else status if status in ("failed", "unknown") else ""

    @property
    def tick(self) -> tuple[str, str] | None:
        return TICKS.get(self.message.status) if self.message.direction == Message.Direction.OUT else None

    @property
    def pending(self) -> str:
        message = self.message
        if message.status == "queued" and message.attempts and message.next_attempt_at:
            return f"Try {message.attempts + 1} at {times.moment(max(message.next_attempt_at, clock.now()))}"
        return "Sending" if message.status == "sending" else "Waiting to be sent"

    @property
    def failure(self) -> str:
        """Why it failed and what to do."""
        code = self.message.error_code
        if code is None:
            return self.message.error or "Not delivered. WhatsApp did not say why."
        known = classify(code)
        return f"{known.means} {known.advice}"

    @property
    def media(self) -> tuple[str, str] | None:
        """Icon and word of what is not text."""
        if self.message.type not in MEDIA:
            return None
        icon, word = MEDIA[self.message.type]
        if self.message.type == "audio" and self.message.content.get("voice"):
            word = "Voice note"
        return icon, word

    @property
    def detail(self) -> str:
        """What is known of a file or a place beside its caption."""
        content = self.message.content
        if self.message.type == "unsupported":
            return "WhatsApp did not pass this message on. Ask for it in another form, or look on the phone."
        if self.message.type == "location":
            return f"{content.get('latitude', '?')}, {content.get('longitude', '?')}"
        return str(content.get("filename") or "")

    @property
    def reactions(self) -> list[str]:
        return [found for found in map(emoji, self.message.reactions.values()) if found]

    @property
    def language(self) -> str:
        return language(self.message.text)


def word(type: str) -> str:
    return MEDIA[type][1] if type in MEDIA else type.replace("_", " ").capitalize()


def emoji(reaction: Any) -> str:
    return str(reaction.get("emoji", "")) if isinstance(reaction, dict) else str(reaction)


def language(text: str) -> str:
    """The language of a text in an Indian script, so that screen readers pronounce it; empty for Latin letters."""
    for letter in text:
        for first, last, name in SCRIPTS:
            if first <= ord(letter) <= last:
                return name
    return ""
