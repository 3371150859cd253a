"""Our own scripts, styles and drawings as they travel: without comments and indentation, packed once, kept in memory.

Nothing is bundled. A script's imports carry the version of what they import, so that a browser never mixes two
versions and may keep every file for a year. What is read in the browser's tools is the source without its comments.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

PLACE = f"{settings.STATIC_URL}cairn/"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
NAME = re.compile(r"[\w.-]+\.(?:js|css|svg)")
COMMENT = re.compile(r"^\s*//.*\n?", re.MULTILINE)
SPACE = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
IMPORT = re.compile(r'(?P<before>\b(?:from|import) |\bimport\()"\./(?P<name>[\w.-]+\.js)"')
YEAR, HOUR = 31_536_000, 3600


def answer(request: HttpRequest) -> HttpResponseBase | None:
    """The file behind the address; nothing if it is not one of ours."""
    name = request.path.removeprefix(PLACE)
    if not request.path.startswith(PLACE) or not NAME.fullmatch(name):
        return None
    if settings.DEBUG:  # files change under a running process
        forget()
    try:
        tag = f'W/"{version(name)}"'
    except FileNotFoundError:
        return None
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return written(name, tag, zipped="gzip" in request.headers.get("Accept-Encoding", ""), known="v" in request.GET)


def written(name: str, tag: str, *, zipped: bool, known: bool) -> HttpResponse:
    """`known`: the address carries the version, so that what it answers never changes."""
    kept = f"max-age={YEAR}, public, immutable" if known else f"max-age={HOUR}, public"
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": kept if not settings.DEBUG else "no-cache"}
    if zipped:
        headers["Content-Encoding"] = "gzip"
    kind = f"{KINDS[Path(name).suffix]}; charset=utf-8"
    return HttpResponse(packed(name) if zipped else served(name), content_type=kind, headers=headers)


@lru_cache
def version(name: str) -> str:
    """Ten digits that change with the file and with whatever it imports."""
    return hashlib.sha256(served(name)).hexdigest()[:10]


@lru_cache
def served(name: str) -> bytes:
    """The file as it travels, before packing. FileNotFoundError if there is none."""
    found = finders.find(f"cairn/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    content = Path(found).read_bytes()
    return plain(content.decode()).encode() if name.endswith(".js") else content


def plain(script: str) -> str:
    """A script without comment lines and indentation, its imports by version. None of ours has text over several lines."""
    bare = SPACE.sub("", COMMENT.sub("", script)).strip()
    return IMPORT.sub(lambda found: f'{found["before"]}"./{found["name"]}?v={version(found["name"])}"', bare)


@lru_cache
def packed(name: str) -> bytes:
    return gzip.compress(served(name), compresslevel=9, mtime=0)


def forget() -> None:
    for one in (version, served, packed):
        one.cache_clear()
