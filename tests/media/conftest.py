"""Priya sends files; a Graph of our own keeps them; what Cairn keeps lies in a folder of the test."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools

import pytest
from PIL import Image

from cairn.conversations.events import InboundMessage, Person
from cairn.conversations.models import Attachment
from cairn.lib import clock
from tests.media.meta import TOKEN, File, serving

numbers = itertools.count(1000)
OGG = b"OggS\x00\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 3000
MP4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 3000
PDF = b"%PDF-1.7\n" + b"x" * 3000
HTML = b"<html><script>fetch('/settings')</script></html>"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def meta(settings):
    with serving() as running:
        settings.WHATSAPP_GRAPH_URL, settings.WHATSAPP_ACCESS_TOKEN = running.url, TOKEN
        yield running


@pytest.fixture
def send(meta, channel):
    """Priya sends a file: Meta keeps it, and its webhook is filed."""

    def sent(kind: str, data: bytes, *, told: bytes | None = None, **content) -> Attachment:
        media_id = f"9{next(numbers)}"
        meta.files[media_id] = File(data)
        sha256 = base64.b64encode(hashlib.sha256(data if told is None else told).digest()).decode()
        return file(channel, kind, {"id": media_id, "sha256": sha256, "mime_type": "image/jpeg", **content})

    return sent


def file(channel, kind, content) -> Attachment:
    from cairn.inbound.events import handle

    wamid = f"wamid.media{next(numbers)}"
    person = Person(phone="+919845011223", name="Priya Nair")
    handle(InboundMessage(channel.number, wamid, clock.now(), person, kind, content=content), channel)
    return Attachment.objects.select_related("message").get(message__wamid=wamid)


def photo(width: int = 1600, height: int = 1200, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (30, 90, 60)).save(out, "JPEG", **options)
    return out.getvalue()
