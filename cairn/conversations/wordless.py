"""What a message without words is called where people read of it."""

from __future__ import annotations

NAMES = {
    "image": "a photo",
    "audio": "a voice note",
    "video": "a video",
    "document": "a document",
    "location": "a place",
    "contacts": "a contact",
    "order": "an order",
    "sticker": "a sticker",
}


def name(type: str) -> str:
    return NAMES.get(type, "a message without words")
