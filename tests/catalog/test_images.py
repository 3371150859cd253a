"""Photos: looked into, cleaned, ordered; what is no photo is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from cairn.catalog import images
from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.models import TripImage
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_DIR = tmp_path


def photo(colour: str = "green", size: tuple[int, int] = (2000, 1200), kind: str = "JPEG", **more) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", size, colour).save(into, kind, **more)
    return into.getvalue()


def test_a_photo_loses_its_metadata_and_gets_a_thumbnail(trip, by):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    row = images.add(trip, photo(exif=exif), by=by)
    with Image.open(images.path(row.key)) as kept, Image.open(images.thumbnail(row.key)) as small:
        assert (kept.format, small.format, dict(kept.getexif())) == ("JPEG", "WEBP", {})
        assert max(kept.size) == images.EDGE and max(small.size) == images.THUMB
        assert (kept.width, kept.height) == (row.width, row.height) and kept.height > kept.width


def test_the_same_photo_twice_is_one_and_a_deleted_one_is_gone(trip, by, django_capture_on_commit_callbacks):
    row = images.add(trip, photo(), by=by)
    assert images.add(trip, photo(), by=by) == row
    with django_capture_on_commit_callbacks(execute=True):
        images.delete(row, by=by)
    assert not images.path(row.key).exists() and not TripImage.objects.exists()


def test_another_photo_may_be_made_the_first(trip, by):
    rows = [images.add(trip, photo(colour), by=by) for colour in ("red", "green", "blue")]
    images.make_first(rows[2], by=by)
    assert list(trip.images.all()) == [rows[2], rows[0], rows[1]]


@pytest.mark.parametrize("body", [b"", b"<svg/>", b"\xff\xd8\xff\xe0 half a photo", b"GIF89a"])
def test_what_is_no_photo_is_refused_in_a_sentence(trip, by, body):
    with pytest.raises(Unfit):
        images.add(trip, body, by=by)


def test_a_trip_has_so_many_photos_and_no_more(trip, by, monkeypatch):
    monkeypatch.setattr(images, "MOST", 1)
    images.add(trip, photo("red", (20, 20)), by=by)
    with pytest.raises(Unfit, match="at most 1"):
        images.add(trip, photo("blue", (20, 20)), by=by)


def test_photos_are_shown_to_the_team_and_changed_by_managers(trip, asha, rohan, client):
    owner = signed_in(asha)
    sent = io.BytesIO(photo())
    sent.name = "falls.jpg"
    assert owner.post(f"/trips/{trip.pk}/images", {"file": sent}).status_code == 302
    row = TripImage.objects.get()
    owner.post(f"/trips/images/{row.pk}/change", {"act": "alt", "alt": "Devkund in August"})
    assert "Devkund in August" in page(signed_in(rohan), f"/trips/{trip.pk}")
    assert signed_in(rohan).post(f"/trips/images/{row.pk}/change", {"act": "delete"}).status_code == 403
    assert signed_in(rohan).get(f"/trips/images/{row.key}")["Content-Type"] == "image/jpeg"
    assert signed_in(rohan).get(f"/trips/images/{row.key}/thumb")["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/trips/images/{row.key}").status_code == 302
    wrong = io.BytesIO(b"no photo")
    wrong.name = "falls.jpg"
    answer = owner.post(f"/trips/{trip.pk}/images", {"file": wrong})
    assert answer.status_code == 422 and "no photo that can be read" in answer.content.decode()
