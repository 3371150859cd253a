"""What Chromium records becomes what WhatsApp plays, packet by packet."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from cairn.conversations.attachments import webm

SETUP = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
UNKNOWN = b"\x01" + b"\xff" * 7
PACKETS = [bytes([0x7B, 3]) + bytes([place % 251]) * (20 + place * 5) for place in range(60)]  # three frames of 20 ms


def box(name: str, body: bytes) -> bytes:
    return bytes.fromhex(name) + (0x10000000 | len(body)).to_bytes(4, "big") + body


def recording(packets=PACKETS, codec=b"A_OPUS", setup=SETUP) -> bytes:
    """As MediaRecorder writes it: the lengths of segment and clusters are left open."""
    track = box("AE", box("86", codec) + box("63A2", setup))
    blocks = b"".join(box("A3", b"\x81\0\0\x80" + one) for one in packets)
    cluster = bytes.fromhex("1F43B675") + UNKNOWN + box("E7", b"\0") + blocks
    return webm.START + b"\x84" + b"\0" * 4 + bytes.fromhex("18538067") + UNKNOWN + box("1654AE6B", track) + cluster


def read(ogg: bytes) -> tuple[list[bytes], list[int]]:
    """The packets of an Ogg file and the samples told at the end of each page, with every checksum proved."""
    packets, samples, at, part = [], [], 0, b""
    while at < len(ogg):
        count = ogg[at + 26]
        lacing = ogg[at + 27 : at + 27 + count]
        end = at + 27 + count + sum(lacing)
        page = ogg[at:end]
        assert page[:4] == b"OggS"
        assert webm.checksum(page[:22] + bytes(4) + page[26:]) == int.from_bytes(page[22:26], "little")
        samples.append(int.from_bytes(page[6:14], "little"))
        place = 27 + count
        for size in lacing:
            part, place = part + page[place : place + size], place + size
            if size < 255:
                packets, part = [*packets, part], b""
        at = end
    return packets, samples


def test_every_packet_arrives_and_the_length_is_told():
    packets, samples = read(webm.as_ogg(recording()))
    assert packets[0] == SETUP
    assert packets[1].startswith(b"OpusTags")
    assert packets[2:] == PACKETS
    assert samples[-1] == 60 * 3 * 960
    assert samples == sorted(samples)


def test_the_checksum_is_that_of_ogg():
    assert webm.checksum(b"\1") == 0x04C11DB7


@pytest.mark.parametrize(
    "broken",
    [
        recording(codec=b"A_VORBIS"),
        recording(setup=b"short"),
        recording(packets=[]),
        webm.START,
        webm.START + b"\x01",
        recording()[:40],
    ],
)
def test_what_is_no_opus_or_holds_no_sound_is_refused_in_words(broken):
    with pytest.raises(webm.Unreadable, match="Record it again"):
        webm.as_ogg(broken)


def test_noise_is_refused_and_never_more_than_that():
    noise = random.Random(7)
    whole = recording()
    for _ in range(200):
        torn = bytearray(whole[: noise.randrange(1, len(whole))])
        for _ in range(3):
            torn[noise.randrange(len(torn))] = noise.randrange(256)
        with suppress(webm.Unreadable):
            webm.as_ogg(bytes(torn))
