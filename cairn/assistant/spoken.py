""" "Please write in Hindi": from this answer on, the language that was asked for; the last question is answered again."""

from __future__ import annotations

import re
from dataclasses import replace

from cairn.assistant.frame import Frame, Message
from cairn.assistant.language import Language
from cairn.assistant.lexicon import data
from cairn.assistant.nearest import intent_of

TOPIC = "speak"


def asked_for(glossed: str) -> str | None:
    """The code of a language in which the customer wants to be written to."""
    listed = data("spoken")
    said = re.search(rf"\b({'|'.join(listed['languages'])})\b", glossed)
    wish = said and re.search(listed["wish"].replace("LANGUAGE", said[1]), glossed)
    return str(listed["languages"][said[1]]) if said and wish else None


def in_that_language(message: Message, frame: Frame) -> Message:
    """The message as one in the wanted language; about what was asked before, if anything was."""
    code = asked_for(message.glossed)
    if not code or set(message.ruled) - {"languages", "greeting", "human"}:
        return message
    topics = dict(frame.topics) or {TOPIC: intent_of("smalltalk")}
    return replace(message, language=Language(code, roman=code == "hinglish"), topics=topics, chances={})
