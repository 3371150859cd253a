"""Bytes over HTTP: whole files in pieces, or the range that a player asks for, never much in memory at once.

RFC 9110, section 14: one range is enough for players; anything else is answered as if nothing had been asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE = 256 * 1024
# A range is answered with this much at most; the player asks for the next one by itself.
LONGEST = 1024 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def answer(request: HttpRequest, path: Path, mime: str, *, name: str, shown: bool) -> HttpResponseBase:
    """The file or its part. `shown`: in the page, else to be saved under `name`. Raises Http404 without the file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404 from None
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    response = part(path, asked, size) if asked and any(asked.groups()) else whole(path, size)
    response["Content-Type"] = mime
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(not shown, name) or ""
    return response


def whole(path: Path, size: int) -> HttpResponseBase:
    if size <= LONGEST:
        return HttpResponse(path.read_bytes())
    response = StreamingHttpResponse(pieces(path))
    response["Content-Length"] = str(size)
    return response


def part(path: Path, asked: re.Match[str], size: int) -> HttpResponseBase:
    first, last = bounds(asked, size)
    if first >= size or first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    last = min(last, size - 1, first + LONGEST - 1)
    with open(path, "rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    return HttpResponse(body, status=206, headers={"Content-Range": f"bytes {first}-{last}/{size}"})


def bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """`bytes=5-` is from the sixth on, `bytes=-5` the last five."""
    first, last = asked.groups()
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), int(last) if last else size - 1


async def pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(open, path, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
