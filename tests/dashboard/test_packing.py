"""What travels packed, and what must not."""

from __future__ import annotations

import gzip

import pytest

from tests.dashboard.conftest import page, talks

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_packed_for_whoever_can_unpack_it(at_desk, channel):
    talks(channel, "Priya Nair")
    answer = at_desk.get("/inbox", headers=PACKED)
    assert answer["Content-Encoding"] == "gzip"
    assert "Priya Nair" in gzip.decompress(answer.content).decode()
    assert len(answer.content) * 3 < len(page(at_desk, "/inbox"))


def test_styles_and_scripts_are_packed(client):
    answer = client.get("/static/cairn/talk-acts.js", headers=PACKED)
    body = b"".join(answer.streaming_content)
    assert answer["Content-Encoding"] == "gzip"
    assert b"customElements.define" in gzip.decompress(body)


def test_pictures_and_sound_stay_as_they_are(client):
    for name in ("knock.wav", "icon-192.png"):
        answer = client.get(f"/static/cairn/{name}", headers=PACKED)
        assert "Content-Encoding" not in answer
        answer.close()
