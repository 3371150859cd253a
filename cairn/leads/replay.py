"""Leads again, from what the journal noted of them (`journal.LeadChange`), in batches of a thousand.

Looking changes nothing. Writing makes the rows what the journal tells, and may be killed anywhere and run again: a batch
is one transaction, and a lead that is as told is left alone. What nobody noted is reported, never removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from cairn.leads.models import Lead

BATCH = 1_000
SHOWN = 200  # differences that are spelt out; all are counted
# The customer's own words are not noted; they stand in the messages.
WORDS = ("first_message", "newest_message")
# The last value of each field wins. Passing through the row's type makes both sides spell values in the same way.
TOLD = """
told AS MATERIALIZED (
    SELECT lead_id AS id, jsonb_object_agg(one.key, one.value ORDER BY change.id) AS what
    FROM journal_leadchange change, jsonb_each(change.what) AS one
    WHERE lead_id > %(after)s AND lead_id <= %(upto)s AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)
    GROUP BY lead_id
)
"""
DIFFERENCES = f"""
WITH {TOLD}, spelt AS (
    SELECT id, what, to_jsonb(jsonb_populate_record(NULL::leads_lead, what)) AS value FROM told
), there AS (
    SELECT id, to_jsonb(lead) AS value FROM leads_lead lead WHERE id > %(after)s AND id <= %(upto)s
)
SELECT id, 'id', to_jsonb(spelt.id), to_jsonb(there.id) FROM spelt FULL JOIN there USING (id)
WHERE spelt.id IS NULL OR there.id IS NULL
UNION ALL
SELECT id, field, spelt.value -> field, there.value -> field
FROM spelt JOIN there USING (id), jsonb_object_keys(spelt.what) AS field
WHERE spelt.value -> field IS DISTINCT FROM there.value -> field
ORDER BY 1, 2
"""  # noqa: S608  the part above
NEXT = """
SELECT max(id) FROM (
    SELECT id FROM (
        (SELECT DISTINCT lead_id AS id FROM journal_leadchange WHERE lead_id > %(after)s ORDER BY 1 LIMIT %(batch)s)
        UNION (SELECT id FROM leads_lead WHERE id > %(after)s ORDER BY id LIMIT %(batch)s)
    ) AS either ORDER BY id LIMIT %(batch)s
) AS few
"""
# Whose conversation or person is gone does not come back.
WRITE = f"""
WITH {TOLD}, words AS (
    SELECT told.id, told.what || jsonb_build_object(
        'id', told.id,
        'first_message', coalesce(lead.first_message, left(said.first, 500), ''),
        'newest_message', coalesce(lead.newest_message, left(said.newest, 500), '')
    ) AS what
    FROM told LEFT JOIN leads_lead lead ON lead.id = told.id LEFT JOIN LATERAL (
        SELECT (array_agg(text ORDER BY id))[1] AS first,
            (array_agg(text ORDER BY id DESC) FILTER (WHERE text <> ''))[1] AS newest
        FROM conversations_message WHERE lead.id IS NULL AND id IN (
            SELECT message_id FROM journal_event
            WHERE lead_id = told.id AND type IN ('lead_created', 'message_received')
        )
    ) AS said ON true
    WHERE told.id = ANY (%(ids)s)
    AND EXISTS (SELECT 1 FROM conversations_conversation talk WHERE talk.id = (told.what ->> 'conversation_id')::bigint)
    AND EXISTS (SELECT 1 FROM conversations_contact person WHERE person.id = (told.what ->> 'contact_id')::bigint)
)
INSERT INTO leads_lead ({{columns}})
SELECT {{values}} FROM words, jsonb_populate_record(NULL::leads_lead, words.what) AS row
ON CONFLICT (id) DO UPDATE SET {{set}}
RETURNING id
"""  # noqa: S608  names of our own


@dataclass(frozen=True, slots=True)
class Difference:
    """`told` is what the journal says, `there` what the row holds, both as JSON; None for field `id`: no lead there."""

    lead: int
    field: str
    told: str | None
    there: str | None

    def __str__(self) -> str:
        if self.field == "id":
            return f"lead {self.lead}: {'not in the journal' if self.told is None else 'missing'}"
        return f"lead {self.lead} {self.field}: the journal tells {self.told}, the row holds {self.there}"


@dataclass(slots=True)
class Result:
    leads: int = 0
    differences: int = 0
    written: int = 0


def replay(
    *, write: bool = False, until: datetime | None = None, tell: Callable[[Difference], None] | None = None
) -> Result:
    """Compare all leads with the journal, and with `write` make them what it tells. `until`: as they were then."""
    result, after = Result(), 0
    while upto := end_of_batch(after):
        values = {"after": after, "upto": upto, "until": until}
        found = differences(values)
        for one in found[: max(0, SHOWN - result.differences)]:
            if tell:
                tell(one)
        result.differences += len(found)
        wrong = sorted({one.lead for one in found if not (one.field == "id" and one.told is None)})
        if write and wrong:
            result.written += put(wrong, values)
        after = upto
    result.leads = Lead.objects.count()
    if result.written:
        go_on()
    return result


def end_of_batch(after: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"after": after, "batch": BATCH})
        found: int | None = cursor.fetchone()[0]
        return found


def differences(values: dict[str, Any]) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, values)
        return [Difference(*row) for row in cursor.fetchall()]


def put(ids: list[int], values: dict[str, Any]) -> int:
    """All at once; where one can't be (the conversation has a newer open lead), the others one by one."""
    try:
        with transaction.atomic():
            return put_all(ids, values)
    except IntegrityError:
        if len(ids) == 1:
            return 0
        return sum(put([one], values) for one in ids)


def put_all(ids: list[int], values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM leads_lead WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [ids])
        cursor.execute(statement(), values | {"ids": ids})
        return len(cursor.fetchall())


def statement() -> str:
    names = [str(field.column) for field in Lead._meta.concrete_fields]
    known = ", ".join(f"row.{name}" for name in names)
    new = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    return WRITE.format(columns=", ".join(names), values=known, set=new)


def go_on() -> None:
    """New leads get numbers after those that came back."""
    newest = Lead.objects.aggregate(pk=Max("pk"))["pk"] or 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(s, greatest(%s, coalesce(pg_sequence_last_value(s::regclass), 1)))"
            " FROM pg_get_serial_sequence('leads_lead', 'id') AS s",
            [newest],
        )
