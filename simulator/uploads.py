"""Resumable uploads: samples for the headers of templates. Meta's page: "Resumable Upload API"."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from simulator.call import Call
from simulator.errors import GraphError, MissingObjectError
from simulator.numbers import APP

Json = dict[str, Any]
TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")


@dataclass
class Upload:
    """A session: how much is to come, what came."""

    length: int
    kind: str
    data: bytes = b""


async def start(call: Call) -> Json:
    query = call.request.query_params
    if call.request.path_params["node"] not in (APP, "app"):
        raise MissingObjectError(call.request.path_params["node"])
    length, kind = query.get("file_length", ""), query.get("file_type", "")
    if not length.isdecimal() or not 0 < int(length) <= 100 * 2**20:
        raise GraphError(100, message="(#100) Param file_length must be the size of the file in bytes.")
    if kind not in TYPES:
        raise GraphError(100, message=f"(#100) Param file_type must be one of {{{', '.join(TYPES)}}}.")
    name = "upload:" + base64.b64encode(b"attachment:" + secrets.token_bytes(9)).decode()
    call.box.uploads[name] = Upload(int(length), kind)
    return {"id": name}


async def go_on(call: Call) -> Json:
    """GET tells how far it came, POST goes on from there; the handle comes with the last byte."""
    upload = call.box.uploads.get(call.request.path_params["session"])
    if upload is None:
        raise MissingObjectError(call.request.path_params["session"], call.request.method)
    if call.request.method == "GET":
        return {"id": call.request.path_params["session"], "file_offset": len(upload.data)}
    if _offset(call.request) != len(upload.data):
        raise GraphError(100, message=f"(#100) file_offset must be {len(upload.data)}.")
    upload.data += await call.request.body()
    if len(upload.data) > upload.length:
        raise GraphError(100, message="(#100) The file is longer than its file_length.")
    if len(upload.data) < upload.length:
        return {"id": call.request.path_params["session"], "file_offset": len(upload.data)}
    return {"h": handle(upload)}


def handle(upload: Upload) -> str:
    kind = base64.b64encode(upload.kind.encode()).decode()
    return f"4::{kind}:{secrets.token_urlsafe(24)}"


def _offset(request: Request) -> int:
    given = request.headers.get("file_offset", "")
    return int(given) if given.isdecimal() else -1
