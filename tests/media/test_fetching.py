"""A customer's file is fetched once, whole, from Meta alone, and kept only if it is what it says it is."""

from __future__ import annotations

import hashlib
import io
import threading

import pytest
from django.db import connection
from PIL import Image

from cairn.channels import media
from cairn.conversations.attachments import storage
from cairn.conversations.attachments.outcome import fetch_again
from cairn.conversations.models import Attachment, Conversation, Message
from cairn.journal.models import Event
from cairn.lib import clock, secrets
from tests.media.conftest import HTML, MP4, OGG, PDF, file, photo
from tests.media.meta import TOKEN, serving

pytestmark = pytest.mark.django_db


def fetched(attachment: Attachment) -> Attachment:
    Attachment.objects.filter(pk=attachment.pk, state="waiting").update(next_attempt_at=None)
    media.fetch(attachment.pk)
    attachment.refresh_from_db()
    return attachment


def left() -> list[str]:
    """What lies in the folder besides complete files."""
    return [path.name for path in storage.Path(storage.settings.MEDIA_DIR).rglob("*part*")]


def test_a_photo_is_awaited_in_the_transaction_that_files_it_and_wakes_the_worker(send):
    row = send("image", photo())
    assert (row.state, row.kind, row.attempts) == ("waiting", "image", 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'cairn.jobs.fetch'")
        assert [args for (args,) in cursor.fetchall()] == [f'{{"attachment": {row.pk}}}']


def test_a_photo_is_kept_with_a_thumbnail_and_its_size(send):
    data = photo(1600, 1200)
    row = fetched(send("image", data))
    assert (row.state, row.mime, row.size) == ("stored", "image/jpeg", len(data))
    assert (row.width, row.height, row.thumbnail) == (1600, 1200, True)
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert storage.path(row.key).read_bytes() == data
    assert Image.open(storage.thumbnail(row.key)).size == (640, 480)
    assert Event.objects.filter(type="message_status", data__kind="file", message_id=row.message_id).exists()
    assert not left()


def test_a_thumbnail_stands_upright_and_holds_no_metadata(send):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera with a serial number"
    row = fetched(send("image", photo(1600, 1200, exif=exif)))
    small = Image.open(storage.thumbnail(row.key))
    assert (row.width, row.height, small.size) == (1200, 1600, (480, 640))
    assert not small.getexif()


@pytest.mark.parametrize(
    ("kind", "data", "mime"),
    [("audio", OGG, "audio/ogg"), ("video", MP4, "video/mp4"), ("document", PDF, "application/pdf")],
)
def test_other_kinds_are_kept_as_what_their_bytes_are(send, kind, data, mime):
    row = fetched(send(kind, data))
    assert (row.state, row.mime, row.thumbnail) == ("stored", mime, False)


@pytest.mark.parametrize("kind", ["image", "audio", "video", "sticker"])
def test_a_page_disguised_as_something_else_is_refused(send, kind):
    row = fetched(send(kind, HTML))
    assert row.state == "refused"
    assert "may be harmful" in row.error
    assert not storage.path(row.key).exists()


def test_a_document_may_be_anything_but_is_never_called_a_page(send):
    assert fetched(send("document", HTML, mime_type="text/html")).mime == "application/octet-stream"


def test_a_picture_with_too_many_pixels_is_kept_without_a_thumbnail(send):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    row = fetched(send("image", out.getvalue()))
    assert (row.state, row.thumbnail, row.width) == ("stored", False, None)


@pytest.mark.parametrize("told", ["by the answer", "by nobody"])
def test_what_is_too_large_is_refused_in_words(send, meta, monkeypatch, told):
    monkeypatch.setitem(media.MOST, "image", 2 * 1024 * 1024)
    row = send("image", photo() + b"\0" * 2 * 1024 * 1024)
    meta.files[row.media_id].size = None if told == "by the answer" else 10
    assert fetched(row).state == "refused"
    assert "more than 2 MB" in row.error
    assert not left()


def test_bytes_that_are_not_what_was_sent_are_tried_again_and_then_given_up(send, meta):
    row = send("image", photo(), told=b"something else")
    for _ in range(3):
        assert fetched(row).state == "waiting"
        assert row.next_attempt_at > clock.now()
    assert fetched(row).state == "failed"
    assert row.error == "The photo could not be fetched: what arrived was damaged again and again."
    assert not storage.path(row.key).exists()


def test_an_expired_address_is_asked_for_anew(send, meta):
    meta.expired = 1
    assert fetched(send("image", photo())).state == "stored"
    assert meta.downloads() == 2


def test_a_file_that_whatsapp_no_longer_has_says_what_to_do_and_a_person_may_ask_again(send, meta):
    row = send("image", photo())
    data = meta.files.pop(row.media_id)
    assert fetched(row).state == "failed"
    assert "Ask the customer to send it again" in row.error
    meta.files[row.media_id] = data
    assert fetch_again(row)
    assert not fetch_again(row)
    assert fetched(row).state == "stored"


def test_a_dead_token_or_a_whatsapp_that_is_away_puts_it_off_until_the_id_ends(send, meta):
    meta.refusal = 190
    row = fetched(send("image", photo()))
    assert (row.state, row.error) == ("waiting", "WhatsApp refused: Invalid token")
    Attachment.objects.update(media_id_until=clock.now())
    assert fetched(row).state == "failed"


def test_the_token_goes_to_meta_and_to_nobody_else(send, meta):
    with serving() as stranger:
        row = send("image", photo())
        meta.files[row.media_id].url = f"{stranger.url}/bytes/{row.media_id}"
        assert fetched(row).state == "refused"
        assert stranger.asked == []
    assert {token for _, token in meta.asked} == {f"Bearer {TOKEN}"}


def test_each_number_uses_its_own_token(send, meta, channel):
    channel.token = secrets.seal("a-token-of-its-own")
    channel.save()
    assert fetched(send("image", photo())).state == "stored"
    assert {token for _, token in meta.asked} == {"Bearer a-token-of-its-own"}


def test_a_redirect_to_a_stranger_is_not_followed(send, meta):
    with serving() as stranger:
        meta.redirect = f"{stranger.url}/bytes/1"
        assert fetched(send("image", photo())).state == "refused"
        assert stranger.asked == []


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://scontent.xx.fbcdn.net/v/1", True),
        ("https://mmg.whatsapp.net/1", True),
        ("https://graph.facebook.com/v25.0/1", True),
        ("http://lookaside.fbsbx.com/1", False),
        ("https://lookaside.fbsbx.com.evil.test/1", False),
        ("https://evilfbcdn.net/1", False),
        ("https://lookaside.fbsbx.com:8443/1", False),
        ("https://lookaside.fbsbx.com@evil.test/1", False),
        ("https://evil.test\\@lookaside.fbsbx.com/1", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_which_addresses_get_the_token(meta, url, trusted):
    assert media.client().trusts(url) is trusted


def test_a_worker_killed_half_way_leaves_a_part_that_the_next_one_clears_away(send):
    row = send("image", photo())
    claimed = media.claim(row.pk)
    storage.draft(claimed.key, claimed.attempts).write_bytes(b"half")
    assert media.claim(row.pk) is None
    assert media.wake_due() == 0
    Attachment.objects.update(next_attempt_at=clock.now())
    assert media.wake_due() == 1
    assert fetched(row).state == "stored"
    assert not left()


def test_whoever_is_late_writes_nothing(send):
    row = send("image", photo())
    late = media.claim(row.pk)
    assert fetched(row).state == "stored"
    media.failed(late, "too late")
    row.refresh_from_db()
    assert (row.state, row.error) == ("stored", "")


def test_a_hostile_name_is_made_plain_and_never_a_path(send):
    row = fetched(send("document", PDF, filename="../../etc/passwd\u202egpj.exe"))
    assert row.filename == "passwdgpj.exe"
    assert storage.path(row.key).name == row.key.hex


def test_the_same_webhook_twice_awaits_one_file(send, meta, channel):
    row = send("image", photo())
    from cairn.conversations.attachments.expect import expect

    expect(row.message)
    assert Attachment.objects.count() == 1


def test_a_message_without_a_file_costs_nothing_more(channel, django_assert_num_queries):
    from cairn.conversations.attachments.expect import expect

    talk = file(channel, "image", {"id": "1"}).message.conversation
    with django_assert_num_queries(0):
        expect(Message(conversation=talk, channel=channel, type="text", content={}))
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_download_once(send, meta):
    row = send("image", photo())
    together = threading.Barrier(2, timeout=10)

    def work() -> None:
        try:
            together.wait()
            media.fetch(row.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    row.refresh_from_db()
    assert (row.state, row.attempts, meta.downloads()) == ("stored", 1, 1)
