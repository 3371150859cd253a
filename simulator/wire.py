"""How Meta writes a webhook: its bytes, and the signature over exactly these bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any


def encode(payload: Any) -> bytes:
    """Compact JSON, non-ASCII as lowercase \\uXXXX, every slash escaped: re-serialising it breaks the signature."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(secret: str, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "Accept": "*/*",
        "X-Hub-Signature-256": sign(secret, body),
    }
