"""A small file for each kind of media, so that a customer can send one without having one."""

from __future__ import annotations

import struct
import zlib

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


def file(kind: str) -> tuple[str, bytes]:
    """Mime type and bytes."""
    match kind:
        case "image":
            return "image/png", png(120, 80)
        case "audio":
            return "audio/ogg; codecs=opus", ogg()
        case "video":
            return "video/mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
        case "sticker":
            return "image/webp", WEBP
        case _:
            return "application/pdf", PDF


def png(width: int, height: int) -> bytes:
    """Hills under a sky."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            is_hill = y > height * 0.55 + abs(x - width * 0.4) * 0.35 - 14
            rows += bytes((66, 118, 122) if is_hill else (203, 224, 229 - y // 4))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def ogg(seconds: int = 3) -> bytes:
    """A voice note of silence that every player plays: Opus in Ogg, packets of 20 ms."""
    head = b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
    tags = b"OpusTags" + struct.pack("<I", 9) + b"simulator" + struct.pack("<I", 0)
    packets = [b"\xf8\xff\xfe"] * (seconds * 50)
    end = len(packets) * 960
    return _page(0, 0, 2, [head]) + _page(1, 0, 0, [tags]) + _page(2, end, 4, packets)


def _page(number: int, position: int, flags: int, packets: list[bytes]) -> bytes:
    """RFC 3533. At most 255 packets of less than 255 bytes."""
    sizes = bytes(len(one) for one in packets)
    start = b"OggS\x00" + struct.pack("<BqII", flags, position, 1, number)
    rest = bytes([len(sizes)]) + sizes + b"".join(packets)
    return start + struct.pack("<I", _checksum(start + bytes(4) + rest)) + rest


def _checksum(data: bytes) -> int:
    """The CRC of Ogg: not the one of zlib."""
    total = 0
    for byte in data:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1) ^ (0x04C11DB7 if total & 0x80000000 else 0)
        total &= 0xFFFFFFFF
    return total


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
