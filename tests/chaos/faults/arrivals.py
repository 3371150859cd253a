"""What comes in by the webhook besides the ordinary load."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress

from bench.client import request, text_webhook
from tests.chaos.load import Line
from tests.chaos.rig import Rig
from tests.desk import SECRET

MARK = "NONSENSE"


def nonsense_arrives(rig: Rig, dice: random.Random) -> None:
    """Signed bodies that are broken in every way: none may end in a 5xx, and none may stop what comes behind it."""

    async def post() -> None:
        line = Line(rig.port)
        for number in range(30):
            with suppress(OSError, EOFError, TimeoutError):
                status = await line.ask(request(nonsense(dice, number), SECRET))
                rig.load.seen[f"nonsense answered {status}"] += 1
                if status == 200:
                    continue
            line.close()
        line.close()

    rig.do(post())


def nonsense(dice: random.Random, number: int) -> bytes:
    body = text_webhook(number, words=f"{MARK} {chr(0)} {number}").replace(
        b"wamid.BENCH", f"wamid.{MARK}{dice.random()}".encode()
    )
    spoilt = [
        lambda: body[: dice.randrange(1, len(body))] + MARK.encode(),
        lambda: bytes([*body[:60], *(dice.randrange(256) for _ in range(40)), *MARK.encode()]),
        lambda: b"[" * 5000 + MARK.encode(),
        lambda: json.dumps(
            {MARK: float("nan"), "entry": dice.choice([None, [], [{}], "x", [{"changes": [None]}]])}
        ).encode(),
        lambda: body.replace(b'"type":"text"', b'"type":"%d"' % dice.randrange(9)),
        lambda: body.replace(b'"from":', b'"fron":').replace(b"text", b"te\xed\xa0\x80xt"),
        lambda: MARK.encode() + b"\x00" * dice.randrange(1, 2000),
        lambda: body.replace(b'"timestamp":"1', b'"timestamp":"-9' + b"9" * dice.randrange(1, 400)),
    ]
    return dice.choice(spoilt)()


def newcomers(rig: Rig, dice: random.Random) -> None:
    """Customers whom nobody knows write ten messages each, all at the same moment."""

    async def post() -> None:
        bodies = []
        for person in rig.strangers(5):
            for number in range(10):
                body = text_webhook(number, words="Hello", phone=person.phone, user_id=person.user_id)
                name = f"wamid.CROWD.{person.number}.{number}".encode()
                bodies.append(request(body.replace(f"wamid.BENCH{number:012d}".encode(), name), SECRET))
        dice.shuffle(bodies)
        await asyncio.gather(*(rig.load.until_taken(Line(rig.port), body) for body in bodies))

    rig.do(post(), 300)
