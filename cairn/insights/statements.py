# ruff: noqa: S608  (the pieces are written here; values are passed beside them)
"""What is counted of each day. Every statement reads the Events of one day by (type, at) and gives (name, key, count, total)."""

from __future__ import annotations

from typing import LiteralString

# %(start)s and %(end)s are the day of the firm, %(zone)s its time zone.
DAY: LiteralString = "event.at >= %(start)s AND event.at < %(end)s"
MESSAGES: LiteralString = f"""
SELECT CASE event.type WHEN 'message_received' THEN 'received' ELSE 'sent' END,
    CASE event.type WHEN 'message_received' THEN CASE WHEN lead_id IS NULL THEN 'nobody' ELSE 'lead' END ELSE actor END, count(DISTINCT coalesce(message_id, -event.id)), 0
FROM journal_event event WHERE event.type IN ('message_received', 'message_sent') AND {DAY} GROUP BY 1, 2"""
HOURS: LiteralString = f"""
SELECT 'hour', to_char(event.at AT TIME ZONE %(zone)s, 'HH24'), count(*), 0
FROM journal_event event WHERE event.type = 'message_received' AND {DAY} GROUP BY 2"""
SOURCES: LiteralString = f"""
SELECT 'source', coalesce(nullif(data->>'source', ''), 'unknown'), count(*), 0
FROM journal_event event WHERE event.type = 'lead_created' AND {DAY} GROUP BY 2"""
# A lead that skips a stage has reached it all the same; what was undone never happened.
STAGES: LiteralString = "ARRAY['inquiry','contacted','interested','qualified','proposal','negotiation','won']"
MOVED: LiteralString = (
    f"event.type = 'stage_changed' AND {DAY} AND NOT event.data ? 'undone' AND NOT event.data ? 'undoes'"
)
REACHED: LiteralString = f"""
SELECT 'reached', stage, count(DISTINCT event.lead_id), 0 FROM journal_event event
CROSS JOIN LATERAL unnest({STAGES}) WITH ORDINALITY AS step(stage, place)
WHERE {MOVED} AND place > coalesce(array_position({STAGES}, data->>'from'), 0) AND place <= array_position({STAGES}, data->>'to')
GROUP BY 2"""
LEFT: LiteralString = f"""
SELECT 'stayed', data->>'from', count(*), coalesce(sum((data->>'stayed')::float8), 0)
FROM journal_event event WHERE {MOVED} AND data ? 'stayed' GROUP BY 2"""
LOST: LiteralString = f"""
SELECT 'lost', data->>'from', count(*), 0 FROM journal_event event WHERE {MOVED} AND data->>'to' = 'lost' GROUP BY 2"""
MOVES: LiteralString = f"""
SELECT 'move', CASE WHEN data ? 'undone' THEN 'undone' ELSE 'kept' END, count(*), 0
FROM journal_event event WHERE event.type = 'stage_changed' AND event.actor IN ('rule', 'assistant') AND {DAY} GROUP BY 2"""
HUMAN: LiteralString = f"""
SELECT 'human', '', count(*), coalesce(sum(extract(epoch FROM first.at - first.created_at)), 0)::float8 FROM (
    SELECT lead.id, min(event.at) AS at, lead.created_at FROM journal_event event
    JOIN leads_lead lead ON lead.conversation_id = event.conversation_id AND lead.created_at <= event.at
        AND lead.merged_into_id IS NULL
    WHERE event.type = 'message_sent' AND event.actor IN ('staff', 'phone') AND {DAY}
      AND NOT EXISTS (SELECT 1 FROM journal_event earlier WHERE earlier.conversation_id = event.conversation_id
        AND earlier.type = 'message_sent' AND earlier.actor IN ('staff', 'phone')
        AND earlier.at >= lead.created_at AND earlier.at < %(start)s)
    GROUP BY lead.id) first HAVING count(*) > 0"""
ANSWERS: LiteralString = f"""
SELECT 'answer', answer.writer || CASE answer.rating WHEN 1 THEN ' good' WHEN -1 THEN ' bad' ELSE '' END, count(*),
    coalesce(sum((event.data->>'took_ms')::float8), 0) / 1000
FROM journal_event event JOIN assistant_answer answer ON answer.message_id = event.message_id
WHERE event.type IN ('assistant_answered', 'assistant_handed_over') AND {DAY} GROUP BY 2"""
OUTCOMES: LiteralString = f"""
SELECT 'outcome', event.type, count(*), 0 FROM journal_event event
WHERE event.type IN ('assistant_answered', 'assistant_handed_over', 'delivery_failed', 'booking_confirmed') AND {DAY} GROUP BY 2"""
TOPICS: LiteralString = f"""
SELECT 'topic', intent, count(*), 0 FROM journal_event event
CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(data->'intents') WHEN 'array' THEN data->'intents' ELSE '[]' END) AS intent
WHERE event.type IN ('assistant_answered', 'assistant_handed_over') AND {DAY} GROUP BY 2"""
TRIPS: LiteralString = f"""
SELECT 'trip', left(data->>'name', 120), count(DISTINCT lead_id), 0 FROM journal_event event
WHERE event.type = 'trip_linked' AND {DAY} AND coalesce(data->>'name', '') <> '' GROUP BY 2"""
TASKS: LiteralString = f"""
SELECT 'task', CASE event.type WHEN 'task_created' THEN 'created' WHEN 'notification' THEN 'late' ELSE coalesce(data->>'status', 'done') END,
    count(*), 0 FROM journal_event event
WHERE {DAY} AND (event.type IN ('task_created', 'task_done') OR event.type = 'notification' AND data->>'kind' = 'overdue')
GROUP BY 2"""
MONEY: LiteralString = f"""
SELECT 'paid', '', count(*), coalesce(sum((data->>'amount')::float8), 0) FROM journal_event event
WHERE event.type = 'payment_received' AND {DAY} HAVING count(*) > 0"""

STATEMENTS = (
    MESSAGES, HOURS, SOURCES, REACHED, LEFT, LOST, MOVES, HUMAN, ANSWERS, OUTCOMES, TOPICS, TRIPS, TASKS, MONEY,
)  # fmt: skip
