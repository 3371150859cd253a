"""Templates by the sentence: a body, and what else belongs to it."""

from __future__ import annotations

from cairn.conversations.models import Template


def template(body="Hi {{1}}, we have news of {{2}} for you.", *, header=None, footer="", buttons=(), **fields):
    """An approved template, not stored."""
    parts = [{"type": "BODY", "text": body}]
    if header:
        parts.insert(
            0, {"type": "HEADER", **({"format": "TEXT", "text": header} if isinstance(header, str) else header)}
        )
    if footer:
        parts.append({"type": "FOOTER", "text": footer})
    if buttons:
        parts.append({"type": "BUTTONS", "buttons": list(buttons)})
    known = {"name": "news", "language": "en", "account": "102290129340398", "status": "approved"}
    return Template(**{"components": parts} | known | fields)


URL = {"type": "URL", "text": "Track", "url": "https://example.com/t/{{1}}", "example": ["https://example.com/t/42"]}
QUICK = {"type": "QUICK_REPLY", "text": "Yes"}
CODE = {"type": "COPY_CODE", "example": "RAIN10"}
PHOTO = {"format": "IMAGE"}
PLACE = {"format": "LOCATION"}
