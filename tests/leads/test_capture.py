"""The first task names what came."""

from __future__ import annotations

import pytest

from cairn.conversations.models import Message
from cairn.leads.capture import first_title


@pytest.mark.parametrize(
    ("type", "text", "title"),
    [
        ("text", "Two seats?", "'Two seats?'"),
        ("image", "The falls", "'The falls'"),
        ("image", "", "a photo"),
        ("audio", "", "a voice note"),
        ("unsupported", "", "a message without words"),
    ],
)
def test_the_first_task_says_in_words_what_came(type, text, title):
    assert first_title(Message(type=type, text=text)) == f"Follow up on WhatsApp inquiry: {title}"
