"""Compares histories once everything is at rest: what was acknowledged, what the rows say, what WhatsApp accepted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.chaos.rig import Rig

SEEN = """
SELECT m.wamid, m.conversation_id, EXISTS (SELECT 1 FROM leads_lead l WHERE l.conversation_id = m.conversation_id)
FROM conversations_message m WHERE m.direction = 'in' AND m.wamid LIKE 'wamid.CHAOS%' ORDER BY m.id
"""
# An answer takes the messages it answers in its own transaction, at one moment: more answers than moments is one too many.
TWICE = """
SELECT c.id, count(*) FILTER (WHERE m.author = 'assistant' AND m.direction = 'out'),
    count(DISTINCT m.handled_at) FILTER (WHERE m.direction = 'in')
FROM conversations_conversation c JOIN conversations_message m ON m.conversation_id = c.id GROUP BY c.id
HAVING count(*) FILTER (WHERE m.author = 'assistant' AND m.direction = 'out')
    > count(DISTINCT m.handled_at) FILTER (WHERE m.direction = 'in')
"""
SENT = "SELECT callback::text, conversation_id, status FROM conversations_message WHERE direction = 'out' ORDER BY id"
STUCK = {
    "entries": "SELECT count(*) FROM journal_entry WHERE state = 'new'",
    "waiting": "SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL",
    "leased": "SELECT count(*) FROM conversations_conversation WHERE lease_until > clock_timestamp()",
    "sending": "SELECT count(*) FROM conversations_message WHERE status IN ('queued', 'sending')",
    "receipts": "SELECT count(*) FROM conversations_waitingreceipt",
    "doing": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'",
    "quarantined": "SELECT count(*) FROM journal_entry WHERE state = 'quarantined' AND position('NONSENSE'::bytea IN body) = 0",
}
CROWDS = """
SELECT count(*) FROM (
    SELECT split_part(wamid, '.', 3) FROM conversations_message WHERE wamid LIKE 'wamid.CROWD%' GROUP BY 1
    HAVING count(*) <> 10 OR count(DISTINCT conversation_id) <> 1
) AS wrong
"""
UNTOLD = """
SELECT count(*) FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
WHERE m.status = 'unknown' AND m.sending_since IS NULL AND c.needs_person_since IS NULL
"""
STRANGERS = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM conversations_identity WHERE retired_at IS NULL GROUP BY channel_id, kind, value HAVING count(*) > 1) AS double)
    + (SELECT count(*) FROM (SELECT 1 FROM leads_lead WHERE merged_into_id IS NULL GROUP BY conversation_id HAVING count(*) > 1 AND conversation_id IS NOT NULL) AS double)
"""


@dataclass(slots=True)
class Verdict:
    """Every figure should be zero but `acked`, `replies` and `unknown`; those unknown are shown to the team."""

    acked: int = 0
    replies: int = 0
    unknown: int = 0
    lost: int = 0
    without_lead: int = 0
    doubled_rows: int = 0
    sent_twice: int = 0
    sent_unknown_to_us: int = 0
    answered_twice: int = 0
    out_of_order: int = 0
    sent_out_of_order: int = 0
    untold: int = 0
    crowds: int = 0
    stuck: dict[str, int] = field(default_factory=dict)
    screen: int = 0

    @property
    def wrong(self) -> dict[str, Any]:
        """What should not be."""
        fine = {"acked", "replies", "unknown"}
        return {name: value for name, value in asdict(self).items() if value and name not in fine}


def judge(rig: Rig) -> Verdict:
    """Ask once, when all is at rest."""
    verdict = Verdict(stuck={name: count for name, query in STUCK.items() if (count := rig.sql(query)[0][0])})
    if spooled := len(list((rig.data / "spool").glob("*.body"))):
        verdict.stuck["spooled"] = spooled
    arrivals(rig, verdict)
    answers(rig, verdict)
    verdict.answered_twice = len(rig.sql(TWICE))
    verdict.untold = rig.sql(UNTOLD)[0][0]
    verdict.doubled_rows += rig.sql(STRANGERS)[0][0]
    verdict.crowds = rig.sql(CROWDS)[0][0]
    return verdict


def arrivals(rig: Rig, verdict: Verdict) -> None:
    acked = [json.loads(line)["wamid"] for line in (rig.data / "acked.jsonl").read_text().splitlines()]
    rows = rig.sql(SEEN)
    seen = Counter(wamid for wamid, _, _ in rows)
    verdict.acked = len(acked)
    verdict.lost = sum(wamid not in seen for wamid in acked)
    verdict.without_lead = sum(not lead for _, _, lead in rows)
    verdict.doubled_rows = sum(count - 1 for count in seen.values())
    verdict.out_of_order = disorder((str(conversation), wamid) for wamid, conversation, _ in rows)


def answers(rig: Rig, verdict: Verdict) -> None:
    ours = rig.sql(SENT)
    place = {callback: number for number, (callback, _, _) in enumerate(ours)}
    verdict.unknown = sum(status == "unknown" for _, _, status in ours)
    lines = [json.loads(line) for line in (rig.data / "simulator" / "accepted.jsonl").read_text().splitlines()]
    callbacks = [line["biz_opaque_callback_data"] for line in lines]
    verdict.replies = len(lines)
    verdict.sent_twice = sum(count - 1 for count in Counter(callbacks).values())
    verdict.sent_unknown_to_us = sum(callback not in place for callback in callbacks)
    known = [line for line in lines if line["biz_opaque_callback_data"] in place]
    order = ((line["customer_id"], f"{place[line['biz_opaque_callback_data']]:09d}") for line in known)
    verdict.sent_out_of_order = disorder(order)


def disorder(pairs: Any) -> int:
    """How often something comes after what is larger, among those of one owner."""
    last: dict[str, str] = {}
    wrong = 0
    for owner, value in pairs:
        wrong += value < last.get(owner, "")
        last[owner] = max(value, last.get(owner, ""))
    return wrong
