"""Harmful files: refused, or kept as bytes that no browser runs."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from cairn.conversations.attachments.sniff import DOCUMENTS, UNKNOWN
from cairn.conversations.models import Attachment
from tests.dashboard.conftest import signed_in

pytestmark = pytest.mark.django_db
SCRIPT = b"<script>alert(document.domain)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/3gpp", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"}  # fmt: skip
MEGABYTES = 250


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(out, kind)
    return out.getvalue()


def huge_png(side: int = 50_000) -> bytes:
    """A few kilobytes that say they are 50,000 by 50,000 points: 7.5 gigabytes once unpacked."""
    rows = zlib.compress(bytes(side * 3 + 1) * 8, 9)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", bytes(40_000_000))
    return out.getvalue()


FILES = {
    "eicar.com": EICAR,
    "photo.jpg": SCRIPT,
    "page.html": b"<!doctype html><html>" + SCRIPT,
    "page.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "sheet.xml": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?><x/>',
    "laughs.xml": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    "script.js": b"alert(1)",
    "bom.html": b"\xef\xbb\xbf" + SCRIPT,
    "utf16.html": b"\xff\xfe" + SCRIPT.decode().encode("utf-16-le"),
    "program.exe": b"MZ\x90\x00" + bytes(200),
    "shell.sh": b"#!/bin/sh\nrm -rf /\n",
    "gifar.gif": picture("GIF") + SCRIPT,
    "gif_and_script.gif": b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)",
    "jpeg_and_page.jpg": picture("JPEG") + SCRIPT,
    "png_and_page.png": picture("PNG") + SCRIPT,
    "pdf_and_page.pdf": b"%PDF-1.4\n" + SCRIPT + b"\n%%EOF",
    "pdf_with_script.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "movie.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + SCRIPT,
    "sound.ogg": b"OggS\0\x02" + SCRIPT,
    "webp.webp": b"RIFF\x20\0\0\0WEBPVP8 " + SCRIPT,
    "huge.png": huge_png(),
    "bomb.docx": zip_bomb(),
    "macro.docm": b"PK\x03\x04" + bytes(60),
    "empty.jpg": b"",
    "..%2F..%2Fetc%2Fpasswd": b"root:x:0:0",
    "a.jpg%0d%0aSet-Cookie:%20x=1": picture("JPEG"),
    "flash.swf": b"CWS\x0a" + bytes(60),
    "manifest.appcache": b"CACHE MANIFEST\n/",
    "shortcut.url": b"[InternetShortcut]\nURL=javascript:alert(1)",
}


def memory() -> int:
    """The most this process ever held, megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.fixture
def at_desk(asha, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path / "media"
    return signed_in(asha)


@pytest.mark.parametrize("name", FILES)
def test_a_harmful_file_is_refused_or_inert(at_desk, channel, name):
    from tests.dashboard.conftest import talks

    talk, before = talks(channel, "Priya Nair", phone="+919845011223"), memory()
    sent = at_desk.post(f"/inbox/{talk.pk}/upload", FILES[name], content_type="application/octet-stream", headers={"X-Filename": name})  # fmt: skip
    assert sent.status_code in (200, 201, 413, 415, 422)
    for row in Attachment.objects.filter(state="stored"):
        answer = at_desk.get(f"/media/{row.key}")
        kind, how = answer["Content-Type"].partition(";")[0], answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert how.startswith("attachment") or kind in SHOWN
        assert kind in SHOWN or kind in DOCUMENTS.values() or kind == UNKNOWN
        assert "\r" not in how and "\n" not in how and "/" not in how.partition("filename")[2].partition("UTF-8''")[0]
        assert "Set-Cookie" not in answer.headers
    assert memory() - before < MEGABYTES
