"""Photos of a trip: looked into, written anew without metadata, ordered. The first one stands for the trip.

They are kept as JPEG, which WhatsApp sends, with a WebP thumbnail for the desk.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
import warnings
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.edit.written import By, tell
from cairn.catalog.models import Trip, TripImage

LARGEST = 15 * 1024 * 1024  # bytes of what is uploaded
MOST_PIXELS = 60_000_000
EDGE, THUMB = 1600, 640  # pixels of the longer side
MOST = 20  # photos of a trip
FORMATS = ("JPEG", "PNG", "WEBP")


def path(key: uuid.UUID) -> Path:
    return folder(key) / f"{key.hex}.jpg"


def thumbnail(key: uuid.UUID) -> Path:
    return folder(key) / f"{key.hex}.webp"


def folder(key: uuid.UUID) -> Path:
    return Path(settings.MEDIA_DIR) / "trips" / key.hex[:2]


def add(trip: Trip, body: bytes, *, by: By, alt: str = "") -> TripImage:
    """Keep a photo. The same one twice is one. Raises Unfit with a sentence."""
    if not body or len(body) > LARGEST:
        raise Unfit(_("Choose a photo of at most %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
    sha256 = hashlib.sha256(body).hexdigest()
    image, key = opened(body), uuid.uuid4()
    with transaction.atomic():
        Trip.objects.select_for_update().get(pk=trip.pk)
        known = trip.images.filter(sha256=sha256).first()
        if known:
            return known
        if trip.images.count() >= MOST:
            raise Unfit(_("A trip has at most %(most)s photos. Delete one first.") % {"most": MOST})
        size = write(image, key)
        last = trip.images.order_by("-position").values_list("position", flat=True).first()
        row = TripImage(trip=trip, key=key, sha256=sha256, alt=alt[:200], size=size, width=image.width)
        row.height, row.position = image.height, 0 if last is None else last + 1
        row.save()
        tell(trip, "photo added", by)
    return row


def opened(body: bytes) -> Image.Image:
    """The picture upright, of at most EDGE pixels, as new pixels: nothing else of the file goes along."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=FORMATS) as probe:
                if probe.width * probe.height > MOST_PIXELS:
                    raise Unfit(_("This photo has too many pixels. Save it smaller and choose that."))
                probe.verify()
            with Image.open(io.BytesIO(body), formats=FORMATS) as image:
                image.draft("RGB", (EDGE * 2, EDGE * 2))
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((EDGE, EDGE))
                clean = Image.new("RGB", upright.size, "white")
                rgba = upright.convert("RGBA")
                clean.paste(rgba, mask=rgba.getchannel("A"))
                return clean
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError, Warning) as error:
        raise Unfit(_("This is no photo that can be read. Choose a JPEG, PNG or WebP.")) from error


def write(image: Image.Image, key: uuid.UUID) -> int:
    """Both sizes on the disk before the row is there. Returns the bytes of the large one."""
    folder(key).mkdir(parents=True, exist_ok=True, mode=0o700)
    store(image, path(key), "JPEG", quality=85, optimize=True, progressive=True)
    small = image.copy()
    small.thumbnail((THUMB, THUMB))
    store(small, thumbnail(key), "WEBP", quality=80, method=4)
    return path(key).stat().st_size


def store(image: Image.Image, target: Path, kind: str, **how: int | bool) -> None:
    """All of it or nothing, also when the power goes."""
    draft = target.with_suffix(".part")
    with open(draft, "wb") as file:
        image.save(file, kind, **how)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target)


def describe(row: TripImage, alt: str, *, by: By) -> None:
    with transaction.atomic():
        if TripImage.objects.filter(pk=row.pk).exclude(alt=alt[:200]).update(alt=alt[:200]):
            tell(row.trip, "photo described", by)


def make_first(row: TripImage, *, by: By) -> None:
    """Before all others; the rest keep their order."""
    with transaction.atomic():
        Trip.objects.select_for_update().get(pk=row.trip_id)
        others = [one for one in TripImage.objects.filter(trip=row.trip_id) if one.pk != row.pk]
        for place, one in enumerate([row, *others]):
            TripImage.objects.filter(pk=one.pk).update(position=place)
        tell(row.trip, "first photo chosen", by)


def delete(row: TripImage, *, by: By) -> None:
    """The row, and the files once that is certain."""
    with transaction.atomic():
        if TripImage.objects.filter(pk=row.pk).delete()[0]:
            tell(row.trip, "photo deleted", by)
            transaction.on_commit(lambda: forget(row.key))


def forget(key: uuid.UUID) -> None:
    path(key).unlink(missing_ok=True)
    thumbnail(key).unlink(missing_ok=True)
