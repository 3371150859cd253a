"""Who may have a file, as what, and in which parts."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from django.test import Client

from cairn.channels import media
from cairn.conversations.models import Attachment, Message
from cairn.lib import clock
from tests.dashboard.conftest import signed_in
from tests.media.conftest import HTML, MP4, PDF, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(asha):
    return signed_in(asha)


@pytest.fixture
def kept(send):
    def keep(kind: str, data: bytes, **content) -> str:
        row = send(kind, data, **content)
        assert media.fetch(row.pk) == "stored"
        return f"/media/{row.key}"

    return keep


def test_a_photo_is_shown_and_its_thumbnail_is_small(at_desk, kept):
    data = photo()
    address = kept("image", data)
    answer = at_desk.get(address)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")
    assert at_desk.get(f"{address}/thumb")["Content-Type"] == "image/webp"


def test_a_document_is_only_ever_saved(at_desk, kept):
    answer = at_desk.get(kept("document", PDF, filename='pri"ce;\r\nSet-Cookie: x.pdf'))
    assert answer["Content-Disposition"] == 'attachment; filename="price;Set-Cookie x.pdf"'
    page = at_desk.get(kept("document", HTML, filename="page.html", mime_type="text/html"))
    assert page["Content-Type"] == "application/octet-stream"
    assert page["Content-Disposition"].startswith("attachment")


def test_a_stranger_is_sent_to_the_door_and_knows_nothing(kept):
    address = kept("image", photo())
    for path in (address, f"{address}/thumb", f"/media/{uuid.uuid4()}"):
        assert Client().get(path).status_code == 302


def test_what_is_not_there_is_404(at_desk, kept, send, rohan, asha, channel):
    waiting, own = send("image", photo()), Attachment.objects.create(channel=channel, user=rohan, kind="image")
    assert at_desk.get(f"/media/{uuid.uuid4()}").status_code == 404
    assert at_desk.get(f"/media/{waiting.key}").status_code == 404
    assert at_desk.get(f"/media/{own.key}").status_code == 404
    assert at_desk.get(kept("document", PDF) + "/thumb").status_code == 404
    assert at_desk.get("/media/../../etc/passwd").status_code == 404


def test_a_deleted_message_takes_its_file_along(at_desk, kept):
    address = kept("image", photo())
    Message.objects.update(revoked_at=clock.now())
    assert at_desk.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("bytes=0-99", 206, "bytes 0-99/3032", 100),
        ("bytes=3000-", 206, "bytes 3000-3031/3032", 32),
        ("bytes=-10", 206, "bytes 3022-3031/3032", 10),
        ("bytes=0-99999", 206, "bytes 0-3031/3032", 3032),
        ("bytes=3032-", 416, "bytes */3032", 0),
        ("bytes=9-3", 416, "bytes */3032", 0),
        ("bytes=-0", 416, "bytes */3032", 0),
        ("bytes=0-1,5-6", 200, None, 3032),
        ("bytes=-", 200, None, 3032),
        ("lines=1-2", 200, None, 3032),
    ],
)
def test_a_player_gets_the_part_it_asks_for(at_desk, kept, asked, status, told, length):
    answer = at_desk.get(kept("video", MP4), headers={"Range": asked})
    assert (answer.status_code, answer.get("Content-Range"), len(answer.content)) == (status, told, length)


def test_a_long_range_is_answered_in_parts(at_desk, kept):
    data = MP4 + b"\1" * 2 * 1024 * 1024
    answer = at_desk.get(kept("video", data), headers={"Range": "bytes=0-"})
    assert answer["Content-Range"] == f"bytes 0-1048575/{len(data)}"
    assert answer.content == data[: 1024 * 1024]


def test_a_large_file_comes_in_pieces(kept, at_desk):
    data = PDF + b"x" * 2 * 1024 * 1024
    answer = at_desk.get(kept("document", data))
    assert int(answer["Content-Length"]) == len(data)

    async def all_of(body) -> bytes:
        return b"".join([piece async for piece in body])

    assert asyncio.run(all_of(answer.streaming_content)) == data


def test_a_viewer_may_look_but_not_ask_again(kept, vera):
    looks = signed_in(vera)
    address = kept("image", photo())
    assert looks.get(address).status_code == 200
    assert looks.post(f"{address}/again").status_code == 403


def test_fetch_again_wakes_the_worker(at_desk, send, meta):
    row = send("image", photo())
    data = meta.files.pop(row.media_id)
    assert media.fetch(row.pk) == "failed"
    meta.files[row.media_id] = data
    assert at_desk.post(f"/media/{row.key}/again", headers={"HX-Request": "true"}).status_code == 204
    assert media.fetch(row.pk) == "stored"
