"""One customer writes fifty messages a second: nothing of it is lost, the others are answered meanwhile, the spending stops."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter

import pytest

from tests.chaos import oracle, rest
from tests.chaos.load import Line
from tests.chaos.rig import opened
from tests.desk import wait_for

pytestmark = [pytest.mark.processes, pytest.mark.chaos]
OTHERS, CALLS, MOST, RATE = 8, 3, 3000, 50
MODEL = """
SELECT m.wamid LIKE 'wamid.CHAOS.0000000.%%' AS flood, count(DISTINCT a.id) FROM assistant_answer a
JOIN conversations_message m ON m.conversation_id = a.conversation_id AND m.direction = 'in' AND m.wamid LIKE 'wamid.CHAOS%%'
WHERE a.model <> '' GROUP BY 1
"""


@pytest.fixture(scope="module")
def rig():
    with opened(OTHERS + 1, ASSISTANT_DAILY_CALLS=str(CALLS)) as desk:
        desk.begin(0).result(30)
        yield desk


async def flood(rig, enough: threading.Event) -> None:
    line, started = Line(rig.port), asyncio.get_running_loop().time()
    with open(rig.load.journal, "a", buffering=1) as journal:  # noqa: ASYNC230  a line of a local file
        for number in range(MOST):
            await rig.load.say(line, rig.people[0], number, journal)
            await asyncio.sleep(max(0, started + number / RATE - asyncio.get_running_loop().time()))
            if enough.is_set():
                return


def accepted(rig) -> Counter[str]:
    lines = (rig.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return Counter(str(json.loads(line)["customer_id"]) for line in lines)


def test_the_others_are_answered_while_one_floods_and_the_model_is_not_asked_without_end(rig):
    enough = threading.Event()
    flooding = asyncio.run_coroutine_threadsafe(flood(rig, enough), rig.loop)
    wait_for(lambda: rig.sql("SELECT count(*) FROM journal_entry")[0][0] > RATE, 60, "the flood")
    for person in rig.people[1:]:
        rig.do(rig.load.knock(person))
    wait_for(lambda: all(accepted(rig)[person.id] for person in rig.people[1:]), 60, "an answer for everybody else")
    assert not flooding.done()
    enough.set()
    flooding.result(60)
    assert rest.settle(rig, 60) == {}
    assert oracle.judge(rig).wrong == {}
    asked = dict(rig.sql(MODEL))
    assert asked[True] <= CALLS
    assert asked[False] == OTHERS
