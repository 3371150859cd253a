"""A small picture of a big one, made so that no file can harm us: few pixels, no metadata, the right way up."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000  # a 60-megapixel photo; beyond it is a bomb, or nothing for a thread
EDGE = 640  # pixels, twice what a bubble shows
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def shrink(source: Path, target: Path) -> tuple[int, int] | None:
    """Write a thumbnail of `source` and give the size that the picture has upright; None when it can't be read."""
    try:
        with warnings.catch_warnings(), Image.open(source, formats=FORMATS) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                return None
            return reduced(image, target)
    except (
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        target.unlink(missing_ok=True)
        return None


def reduced(image: Image.Image, target: Path) -> tuple[int, int]:
    width, height = image.size
    image.draft("RGB", (EDGE * 2, EDGE * 2))  # a JPEG is decoded at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if (upright.width > upright.height) != (width > height):
        width, height = height, width
    upright.thumbnail((EDGE, EDGE))
    # A new image: nothing of the old one's metadata goes along, no place and no serial number of a camera.
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright.convert("RGBA"))
    clean.save(target, "WEBP", quality=80, method=4)
    return width, height
