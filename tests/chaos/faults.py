"""What goes wrong, by the numbers of the reliability plan. Each function breaks something, waits, and mends it again."""

from __future__ import annotations

import asyncio
import json
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import psutil
import psycopg

from bench.client import request, text_webhook
from cairn.lib import failing
from tests.chaos.load import Line
from tests.chaos.rig import Rig
from tests.desk import SECRET

Fault = Callable[[Rig, random.Random], None]
POINTS = (
    "before filing",
    "after filing",
    "after leasing",
    "before answering",
    "after answering",
    "before claiming",
    "before sending",
    "after sending",
    "after settling",
)


def worker_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("work", most=1)


def workers_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("work")


def web_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("web")


def database_crashed(rig: Rig, dice: random.Random) -> None:
    rig.database.crash()
    time.sleep(rig.length(dice, 1, 20))
    rig.database.start()
    rig.database.wait()


def connections_cut(rig: Rig, dice: random.Random) -> None:
    rig.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def database_black_hole(rig: Rig, dice: random.Random) -> None:
    rig.spoil(rig.db, black_hole=True)
    time.sleep(rig.length(dice, 5, 60))
    rig.spoil(rig.db)


def database_slow(rig: Rig, dice: random.Random) -> None:
    rig.spoil(rig.db, latency=0.02, jitter=0.02)
    time.sleep(rig.length(dice, 3, 10))
    rig.spoil(rig.db)


def worker_frozen(rig: Rig, dice: random.Random) -> None:
    """Longer than a lease: the other worker takes over, and the sleeper must not write when it wakes."""
    pids = rig.pids("work")[:1]
    for pid, number in ((pid, number) for number in (signal.SIGSTOP, signal.SIGCONT) for pid in pids):
        with suppress(psutil.Error):
            psutil.Process(pid).send_signal(number)
        if number == signal.SIGSTOP:
            time.sleep(rig.length(dice, 12, 60))


def crashed_at_a_commit(rig: Rig, dice: random.Random) -> None:
    """One worker more, that ends at one point of the flow."""
    point = dice.choice(POINTS)
    extra = rig.child("work", CAIRN_FAILPOINT=f"{point}:{dice.randint(1, 3)}")
    deadline = time.monotonic() + 30
    while extra.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    if extra.poll() == failing.STATUS:
        rig.load.seen[f"crashed {point}"] += 1
    extra.kill()
    extra.wait()


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


def nothing_to_write_on(rig: Rig, dice: random.Random) -> None:
    """Database away and no room for the spool: a clean 503, no half file, and all is well when there is room again."""
    pids = rig.pids("web")
    for limit in (0, resource.RLIM_INFINITY):
        for pid in pids:
            with suppress(psutil.Error):
                psutil.Process(pid).rlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        if limit == 0:
            rig.database.crash()
            time.sleep(rig.length(dice, 2, 8))
    rig.database.start()
    rig.database.wait()


SKEWED = "from cairn.lib import clock; from datetime import timedelta; real = clock.now; clock.now = lambda: real() + timedelta(minutes={minutes}); from cairn.console.main import main; main(['work'])"


def clock_wrong(rig: Rig, dice: random.Random) -> None:
    """One worker more, whose clock is ten minutes off."""
    extra = rig.run([sys.executable, "-c", SKEWED.format(minutes=dice.choice((-10, 10)))])
    time.sleep(rig.length(dice, 10, 20))
    rig.end(extra)


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


MARK = "NONSENSE"


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


def restarted(rig: Rig, dice: random.Random) -> None:
    """A deploy: migrations run while everything works, then web and workers are asked to end."""
    migrate = rig.child("migrate")
    migrate.wait(120)
    rig.signal("web", signal.SIGTERM)
    time.sleep(1)
    rig.signal("work", signal.SIGTERM)


def database_and_worker(rig: Rig, dice: random.Random) -> None:
    rig.database.crash()
    rig.signal("work", most=1)
    time.sleep(rig.length(dice, 1, 5))
    rig.database.start()
    rig.database.wait()


def web_and_worker(rig: Rig, dice: random.Random) -> None:
    rig.signal("web")
    rig.signal("work")


# Name, the plan's number, how often of a hundred in the full run.
ALL: dict[Fault, tuple[str, int]] = {
    worker_killed: ("F1", 18),
    workers_killed: ("F1", 8),
    web_killed: ("F2", 14),
    database_crashed: ("F3", 8),
    connections_cut: ("F4", 8),
    database_black_hole: ("F5", 3),
    database_slow: ("F5", 2),
    worker_frozen: ("F6", 3),
    crashed_at_a_commit: ("F7", 6),
    whatsapp_throttles: ("F8", 2),
    whatsapp_fails: ("F8", 2),
    whatsapp_hangs: ("F9", 2),
    whatsapp_unreachable: ("F9", 3),
    answer_lost: ("F10", 4),
    model_broken: ("F11", 2),
    model_away: ("F12", 3),
    nothing_to_write_on: ("F13", 2),
    clock_wrong: ("F14", 1),
    receipts_in_a_mess: ("F15, F16", 2),
    newcomers: ("F17", 2),
    nonsense_arrives: ("F19", 2),
    restarted: ("F23", 2),
    database_and_worker: ("F24", 2),
    web_and_worker: ("F24", 2),
}
SMALL: tuple[Fault, ...] = (
    worker_killed,
    answer_lost,
    web_killed,
    connections_cut,
    crashed_at_a_commit,
    database_crashed,
    whatsapp_throttles,
    worker_frozen,
    newcomers,
    nonsense_arrives,
    database_black_hole,
    workers_killed,
)


def plan(count: int, dice: random.Random) -> list[Fault]:
    """So many faults in the shares above, each at least once where there is room, in any order."""
    if count == len(SMALL):
        return list(SMALL)
    chosen = list(ALL)[:count]
    chosen += dice.choices(list(ALL), weights=[share for _, share in ALL.values()], k=count - len(chosen))
    dice.shuffle(chosen)
    return chosen


def ended(rig: Rig) -> None:
    """Whatever a fault left behind is over."""
    for proxy in (rig.db, rig.graph, rig.llm):
        rig.spoil(proxy)
    with suppress(httpx.HTTPError, AssertionError):
        rig.no_faults()
    with suppress(psycopg.Error):
        rig.sql("SELECT 1")
