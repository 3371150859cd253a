"""The key pair by which push services know this installation (VAPID, RFC 8292). Made once, kept in the data folder."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

NAME = "vapid.pem"


@cache
def private_pem() -> bytes:
    """The private key as PEM; made with mode 600 by the first process that asks."""
    path = Path(settings.DATA_DIR) / NAME
    if not path.exists():
        make(path)
    return path.read_bytes()


def make(path: Path) -> None:
    """Whole or not at all, also when two processes make it at once: the first one stays."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_suffix(f".{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(*form))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def key() -> ec.EllipticCurvePrivateKey:
    loaded = serialization.load_pem_private_key(private_pem(), password=None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return loaded


def public_pem() -> bytes:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key().public_key().public_bytes(*form)


def application_key() -> str:
    """The public key as browsers want it: base64url of the uncompressed point."""
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(key().public_key().public_bytes(*form)).decode().rstrip("=")
