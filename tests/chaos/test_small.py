"""The small run, as in `make chaos` but with fewer messages: nothing acknowledged is lost, nobody is answered twice."""

from __future__ import annotations

import random

import pytest

from tests.chaos import oracle
from tests.chaos.faults.plan import SMALL
from tests.chaos.rig import opened
from tests.chaos.run import Run

pytestmark = [pytest.mark.processes, pytest.mark.chaos]
MESSAGES, PEOPLE = 600, 100


def test_nothing_acknowledged_is_lost_and_the_oracle_would_have_seen_it(capsys):
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    with opened(PEOPLE, seed=seed) as rig:
        report = Run(rig, MESSAGES, SMALL, seed, spread=2.0).go()
        if report.wrong:
            print(rig.logged()[-20_000:])
        assert not report.wrong
        assert report.verdict.acked == MESSAGES + len(SMALL)
        spoil_the_history(rig)
        seen = oracle.judge(rig)
        assert (seen.lost, seen.sent_twice, seen.out_of_order) == (1, 1, 1)
        assert seen.answered_twice


def spoil_the_history(rig) -> None:
    """One message gone, one reply doubled, two messages changed over, two answers at one moment."""
    ledger = rig.data / "simulator" / "accepted.jsonl"
    first = ledger.read_text().splitlines()[0]
    with open(ledger, "a") as more:
        more.write(first + "\n")
    talks = "SELECT conversation_id FROM conversations_message WHERE direction = 'out' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 2"
    (one,), (two,) = rig.sql(talks)
    rig.sql("UPDATE conversations_message SET handled_at = now() WHERE conversation_id = %s", one)
    said = "SELECT id, wamid FROM conversations_message WHERE conversation_id = %s AND direction = 'in' ORDER BY id LIMIT 3"
    (earlier, name), (later, other), (gone, _) = rig.sql(said, two)
    rig.sql("UPDATE conversations_message SET wamid = wamid || '-' WHERE id = %s", earlier)
    rig.sql("UPDATE conversations_message SET wamid = %s WHERE id = %s", name, later)
    rig.sql("UPDATE conversations_message SET wamid = %s WHERE id = %s", other, earlier)
    rig.sql("DELETE FROM conversations_message WHERE id = %s", gone)
