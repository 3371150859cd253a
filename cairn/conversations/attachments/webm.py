"""A voice note as browsers record it (Opus in WebM) becomes one as WhatsApp plays it (Opus in Ogg).

Not a sample is touched: the packets are taken out of one box and put into the other. WebM: RFC 9559, Ogg: RFC 3533, Opus in
Ogg: RFC 7845.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from cairn.lib.saying import OneSentence

START = b"\x1a\x45\xdf\xa3"
# Boxes whose content is read on as if it stood beside them; recorders leave the length of some of them open.
SEGMENT, TRACKS, TRACK, CLUSTER, GROUP = 0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0
INSIDE = (SEGMENT, TRACKS, TRACK, CLUSTER, GROUP)
CODEC, SETUP, SIMPLE, BLOCK = 0x86, 0x63A2, 0xA3, 0xA1
MOST_SEGMENTS = 255  # of a page
PAGE = 24_000  # samples, of which Opus has 48,000 a second: half of one, so that players can seek
SERIAL = 0x43414952
# How many samples a frame has, by the packet's configuration: speech, both, music.
SPEECH, BOTH, MUSIC = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
FRAMES = SPEECH * 3 + BOTH * 2 + MUSIC * 4


class Unreadable(OneSentence):
    words = gettext_noop("The recording can't be read. Record it again.")


@dataclass(frozen=True, slots=True)
class Page:
    packets: list[bytes]
    samples: int  # so far, with this page
    kind: int = 0  # 2 the first, 4 the last


def as_ogg(data: bytes) -> bytes:
    """Raises Unreadable where it is not Opus, or holds no sound."""
    boxes = list(elements(data))
    named = {name: body for name, body in boxes if name in (CODEC, SETUP)}
    setup, packets = named.get(SETUP, b""), [packet(body) for name, body in boxes if name in (SIMPLE, BLOCK)]
    packets = [one for one in packets if one]
    if named.get(CODEC, b"").rstrip(b"\0") != b"A_OPUS" or setup[:8] != b"OpusHead" or len(setup) < 19 or not packets:
        raise Unreadable
    return b"".join(written(page, place) for place, page in enumerate(pages(setup, packets)))


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each box. A recording that was cut short ends with its last whole box."""
    at = 0
    while at < len(data):
        name, at = number(data, at, marked=True)
        size, at = number(data, at)
        if name in INSIDE:
            continue
        if at + size > len(data):
            return
        yield name, data[at : at + size]
        at += size


def number(data: bytes, at: int, *, marked: bool = False) -> tuple[int, int]:
    """A number of one to eight bytes, and where it ends. `marked`: the bits that tell its length belong to it."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(data):
        raise Unreadable
    value = int.from_bytes(data[at : at + length], "big")
    return (value if marked else value & ((1 << 7 * length) - 1)), at + length


def packet(block: bytes) -> bytes:
    """What stands behind the track's number, the time and the flags. Packets that share a block are not sound of ours."""
    _, at = number(block, 0)
    if len(block) < at + 3 or block[at + 2] & 0x06:
        raise Unreadable
    return block[at + 3 :]


def pages(setup: bytes, packets: list[bytes]) -> Iterator[Page]:
    tags = b"OpusTags" + (5).to_bytes(4, "little") + b"Cairn" + bytes(4)
    yield Page([setup], 0, 2)
    yield Page([tags], 0)
    samples, held, since = 0, list[bytes](), 0
    for one in packets:
        if held and (samples - since >= PAGE or segments([*held, one]) > MOST_SEGMENTS):
            yield Page(held, samples)
            held, since = [], samples
        held.append(one)
        samples += length(one)
    yield Page(held, samples, 4)


def segments(packets: list[bytes]) -> int:
    return sum(len(one) // 255 + 1 for one in packets)


def length(packet: bytes) -> int:
    """In samples, by the packet's first byte (RFC 6716, 3.1)."""
    code = packet[0] & 3
    frames = (1, 2, 2)[code] if code < 3 else (packet[1] & 0x3F if len(packet) > 1 else 0)
    return FRAMES[packet[0] >> 3] * frames


def written(page: Page, place: int) -> bytes:
    lacing = bytes(size for one in page.packets for size in (*[255] * (len(one) // 255), len(one) % 255))
    head = b"OggS" + bytes([0, page.kind]) + page.samples.to_bytes(8, "little")
    head += SERIAL.to_bytes(4, "little") + place.to_bytes(4, "little")
    rest = bytes([len(lacing)]) + lacing + b"".join(page.packets)
    return head + checksum(head + bytes(4) + rest).to_bytes(4, "little") + rest


def checksum(data: bytes) -> int:
    """The CRC of Ogg: 0x04c11db7, from the left, beginning with nothing."""
    found = 0
    for byte in data:
        found = (found << 8 & 0xFFFFFFFF) ^ TABLE[found >> 24 ^ byte]
    return found


def entry(byte: int) -> int:
    found = byte << 24
    for _ in range(8):
        found = (found << 1 ^ (0x04C11DB7 if found & 0x80000000 else 0)) & 0xFFFFFFFF
    return found


TABLE = [entry(byte) for byte in range(256)]
