"""Files that people send: checked on the server, kept, sent with the words under them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from cairn.conversations.attachments import storage, upload
from cairn.conversations.models import Attachment
from cairn.lib import clock
from tests.conversations.test_webm import recording
from tests.dashboard.conftest import signed_in

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


def photo(size=(40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, "JPEG")
    return made.getvalue()


def send_up(client, conversation, body, name="rain.jpg", **headers):
    return client.post(
        f"/inbox/{conversation.pk}/upload",
        body,
        content_type="application/octet-stream",
        headers={"X-Filename": name, **headers},
    )


def say(client, conversation, *keys, text="", mode="reply", key="k1"):
    form = {"text": text, "mode": mode, "key": key, "attachment": list(keys)}
    return client.post(f"/inbox/{conversation.pk}/say", form, headers=LIVE)


def test_a_photo_is_kept_with_a_thumbnail(at_desk, priya, asha):
    told = send_up(at_desk, priya, photo(), name="%E0%A4%AC%E0%A4%BE%E0%A4%B0%E0%A4%BF%E0%A4%B6.jpg").json()
    kept = Attachment.objects.get(key=told["key"])
    assert (kept.kind, kept.mime, kept.width, kept.user, kept.state) == ("image", "image/jpeg", 40, asha, "stored")
    assert (kept.filename, told["thumb"]) == ("बारिश.jpg", True)
    assert storage.path(kept.key).read_bytes() == photo()


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (b"%PDF-1.4\n%%EOF", "price.pdf", "document"),
        (b"just some words", "notes.txt", "document"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64), "walk.mp4", "video"),
        (b"<script>alert(1)</script>", "photo.jpg", "document"),
    ],
)
def test_the_bytes_say_what_it_is(at_desk, priya, body, name, kind):
    assert send_up(at_desk, priya, body, name=name).json()["kind"] == kind


def test_what_whatsapp_would_not_take_is_refused_in_words(at_desk, priya, monkeypatch):
    answer = send_up(at_desk, priya, photo() + bytes(6 * 1024 * 1024))
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)
    assert "WhatsApp takes 5.0 MB at most for an image" in answer.content.decode()
    assert "empty" in send_up(at_desk, priya, b"").content.decode()
    monkeypatch.setattr(upload, "LARGEST", 10)
    assert "at most" in send_up(at_desk, priya, photo()).content.decode()


def test_a_template_that_needs_a_photo_takes_no_paper(at_desk, priya):
    answer = send_up(at_desk, priya, b"%PDF-1.4\n%%EOF", **{"X-Kind": "image"})
    assert answer.status_code == 422 and "Choose an image" in answer.content.decode()


def test_nothing_is_left_on_the_disk_of_what_was_refused(at_desk, priya, settings):
    send_up(at_desk, priya, b"")
    assert not [found for found in settings.MEDIA_DIR.rglob("*") if found.is_file()]


def test_a_photo_goes_with_its_words_under_it(at_desk, priya):
    told = send_up(at_desk, priya, photo()).json()
    assert say(at_desk, priya, told["key"], text="The falls today").status_code == 204
    message = priya.messages.last()
    assert (message.type, message.text, message.status) == ("image", "The falls today", "queued")
    assert message.attachment.key.hex == told["key"].replace("-", "")


def test_several_files_go_in_order_and_once_however_often_send_is_pressed(at_desk, priya):
    keys = [send_up(at_desk, priya, photo((40 + n, 30))).json()["key"] for n in range(3)]
    for _ in range(2):
        assert say(at_desk, priya, *keys, text="Three").status_code == 204
    sent = priya.messages.filter(direction="out").order_by("pk")
    assert [(row.text, row.content["attachment"]) for row in sent] == [("Three", keys[0]), ("", keys[1]), ("", keys[2])]


def test_a_file_of_somebody_else_or_none_is_not_sent(at_desk, priya, rohan):
    told = send_up(signed_in(rohan), priya, photo()).json()
    for key in (told["key"], "00000000-0000-4000-8000-000000000000"):
        answer = say(at_desk, priya, key)
        assert answer.status_code == 422 and "choose it again" in answer.content.decode()


def test_a_key_that_is_none_is_refused(at_desk, priya):
    assert say(at_desk, priya, "not-a-key").status_code == 422


def test_viewers_send_nothing_up(priya, vera):
    assert send_up(signed_in(vera), priya, photo()).status_code == 403


def test_what_was_never_sent_goes_after_a_day(at_desk, priya):
    told = send_up(at_desk, priya, photo()).json()
    assert upload.drop_unsent() == 0
    Attachment.objects.update(created_at=clock.now() - upload.UNSENT * 2)
    assert upload.drop_unsent() == 1
    assert not Attachment.objects.filter(key=told["key"]).exists()


def test_a_recording_of_the_browser_goes_as_a_voice_note_that_whatsapp_plays(at_desk, priya):
    told = send_up(at_desk, priya, recording(), name="Voice note 0.03.webm", **{"X-Kind": "audio"}).json()
    assert (told["kind"], told["name"]) == ("audio", "Voice note 0.03.ogg")
    kept = Attachment.objects.get(key=told["key"])
    data = storage.path(kept.key).read_bytes()
    assert (data[:4], kept.mime, kept.size) == (b"OggS", "audio/ogg", len(data))
    assert say(at_desk, priya, told["key"]).status_code == 204
    assert priya.messages.get(type="audio").content["voice"] is True


def test_a_recording_that_cannot_be_read_says_so(at_desk, priya):
    answer = send_up(at_desk, priya, recording()[:90], name="Voice note.webm", **{"X-Kind": "audio"})
    assert (answer.status_code, answer.text) == (422, "The recording can't be read. Record it again.")
