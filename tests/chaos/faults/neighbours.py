"""WhatsApp and the language model, in all the ways in which they fail."""

from __future__ import annotations

import random
import time

from tests.chaos.rig import Rig


def whatsapp_throttles(rig: Rig, dice: random.Random) -> None:
    for code in (130429, 131056, 80007):
        rig.fault(kind="error_code", code=code, times=dice.randint(1, 4))
    time.sleep(2)


def whatsapp_fails(rig: Rig, dice: random.Random) -> None:
    """500 and 503 without having taken the message, and pages of a gateway: nobody can know."""
    rig.fault(kind="status", status=dice.choice((500, 503)), times=dice.randint(1, 3))
    rig.fault(kind="html", times=1)
    time.sleep(2)


def whatsapp_hangs(rig: Rig, dice: random.Random) -> None:
    rig.fault(kind="hang", seconds=rig.length(dice, 5, 35), times=dice.randint(1, 4))
    time.sleep(2)


def whatsapp_unreachable(rig: Rig, dice: random.Random) -> None:
    rig.spoil(
        rig.graph,
        **dice.choice(
            [{"down": True}, {"reset_after": 0.0}, {"black_hole": True}, {"slice_size": 40, "latency": 0.05}]
        ),
    )
    time.sleep(rig.length(dice, 3, 20))
    rig.spoil(rig.graph)


def answer_lost(rig: Rig, dice: random.Random) -> None:
    """Accepted, and the line hung up before we heard of it."""
    rig.fault(kind="drop_reply", times=dice.randint(2, 8))
    rig.fault(kind="garbage", times=1)
    time.sleep(2)


def receipts_in_a_mess(rig: Rig, dice: random.Random) -> None:
    rig.fault(kind="duplicate", times=20)
    rig.fault(kind="reorder", times=20)
    rig.fault(kind="batch", size=10, times=20)
    rig.fault(kind="early_status", times=5)
    time.sleep(3)


def model_broken(rig: Rig, dice: random.Random) -> None:
    kept = rig.model.script
    broken = dice.choice([500, 429, b"no JSON", 4.0])
    rig.model.script = lambda request: broken
    time.sleep(rig.length(dice, 3, 10))
    rig.model.script = kept


def model_away(rig: Rig, dice: random.Random) -> None:
    rig.spoil(rig.llm, **dice.choice([{"down": True}, {"black_hole": True}, {"limit_data": 300}, {"bandwidth": 200.0}]))
    time.sleep(rig.length(dice, 3, 20))
    rig.spoil(rig.llm)
