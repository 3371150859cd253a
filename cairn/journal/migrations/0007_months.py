"""Entries and Events lie in one part of their table for each month, so that an old month can be dropped whole.

The number says the month (docs/decisions/0010): 2611000000042 is the 42nd of November 2026. What was there before stays
where it is, as the part `..._before`: no row is copied or rewritten. What must be unique for good (the hash of a body,
the key of an Event) stands in tables of its own, kept by the database itself, because a unique key of a table in parts
would have to hold the number too.
"""

from typing import Any

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

NUMBER = """
CREATE FUNCTION journal_number(sequence regclass) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    first bigint := ((extract(year FROM now() AT TIME ZONE 'UTC')::bigint - 2000) * 100
        + extract(month FROM now() AT TIME ZONE 'UTC')::bigint) * 1000000000;
    number bigint := nextval(sequence);
BEGIN
    IF number >= first THEN
        RETURN number;
    END IF;
    -- The first of a month. Only one may move the sequence, or numbers would be handed out twice.
    PERFORM pg_advisory_lock(7304, sequence::oid::int);
    IF pg_sequence_last_value(sequence) < first THEN
        PERFORM setval(sequence, first);
    END IF;
    PERFORM pg_advisory_unlock(7304, sequence::oid::int);
    RETURN nextval(sequence);
END $$;
"""
# The last part has no end, so that no row is ever without a place. It gets one here, as the part of that month, and a new
# last part begins after it. What lies in it stays where it is.
PART = """
CREATE FUNCTION journal_month(parent text, month bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    later text := parent || '_later';
    low bigint := substring(pg_get_expr(relpartbound, oid) FROM '\\d+') FROM pg_class WHERE oid = to_regclass(parent || '_later');
    high bigint := (month + 1) * 1000000000;
BEGIN
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, later);
    EXECUTE format('ALTER TABLE %I RENAME TO %I', later, parent || '_' || month);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', parent, parent || '_' || month, low, high);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', later, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (MAXVALUE)', parent, later, high);
END $$;
"""
ONCE = """
CREATE FUNCTION {table}_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {table}once (sha256, number) VALUES ({hash}, NEW.id) ON CONFLICT DO NOTHING;
    IF FOUND THEN RETURN NEW; END IF;
    RETURN NULL;  -- it is known: the row is left out, as ON CONFLICT DO NOTHING would
END $$;
CREATE TRIGGER {table}_once BEFORE INSERT ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {table}_once();
"""
TABLES = {
    "journal_entry": {
        "hash": "NEW.sha256",
        "when": "",
        "fill": "SELECT sha256, id FROM journal_entry",
        "unique": "sha256",
        "indexes": (
            "CREATE INDEX journal_entry_new ON journal_entry (id) WHERE state = 'new'",
            "CREATE INDEX journal_entry_wrong ON journal_entry (id DESC) WHERE state = 'quarantined'",
            "CREATE INDEX journal_entry_at ON journal_entry USING brin (received_at) WITH (autosummarize = on)",
        ),
    },
    "journal_event": {
        "hash": "sha256(convert_to(NEW.key, 'UTF8'))",
        "when": "WHEN (NEW.key IS NOT NULL)",
        "fill": "SELECT sha256(convert_to(key, 'UTF8')), id FROM journal_event WHERE key IS NOT NULL",
        "unique": "key",
        "indexes": (
            "CREATE INDEX event_lead ON journal_event (lead_id, id)",
            "CREATE INDEX event_conversation ON journal_event (conversation_id, id)",
            "CREATE INDEX event_type_at ON journal_event (type, at)",
            "CREATE INDEX event_key ON journal_event (key varchar_pattern_ops) WHERE key IS NOT NULL",
            "CREATE INDEX event_news ON journal_event (id DESC) WHERE type IN ('notification', 'lead_created',"
            " 'delivery_failed', 'payment_received', 'booking_confirmed', 'stage_suggested', 'assigned')",
        ),
    },
}
# The rules' own names of indexes and constraints are wanted by the table that holds the parts.
RENAME = """
SELECT format('ALTER INDEX %%I RENAME TO %%I', c.relname, left(c.relname, 56) || '_before')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass
"""
UNIQUE = """
SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', conrelid::regclass::text, conname) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'u'
UNION ALL SELECT format('DROP INDEX %%I', c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND c.relname LIKE '%%\\_like'
"""
TRIGGERS = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
NOW = "SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => %s)"


def in_months(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(NUMBER + PART)
        for table, facts in TABLES.items():
            divide(cursor, table, facts)


def divide(cursor: Any, table: str, facts: dict[str, Any]) -> None:
    cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"INSERT INTO {table}once (sha256, number) {facts['fill']}")
    triggers = rows(cursor, TRIGGERS, [table])
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
    put_aside(cursor, table)
    begin(cursor, table, facts)
    for _, meaning in triggers:
        cursor.execute(meaning)
    cursor.execute(ONCE.format(table=table, hash=facts["hash"], when=facts["when"]))


def put_aside(cursor: Any, table: str) -> None:
    """The table as it is, without what the whole takes over: its name, its names of indexes, its numbers, its uniqueness."""
    for (statement,) in rows(cursor, UNIQUE, [table, table]):
        cursor.execute(statement)
    for (statement,) in rows(cursor, RENAME, [table]):
        cursor.execute(statement)
    cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    cursor.execute(f"ALTER TABLE {table}_before ALTER COLUMN id DROP IDENTITY IF EXISTS")


def begin(cursor: Any, table: str, facts: dict[str, Any]) -> None:
    like = f"LIKE {table}_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
    cursor.execute(f"CREATE TABLE {table} ({like}) PARTITION BY RANGE (id)")
    cursor.execute(f"CREATE SEQUENCE {table}_id_seq OWNED BY {table}.id")
    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT journal_number('{table}_id_seq')")
    cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
    for statement in facts["indexes"]:
        cursor.execute(statement)
    months = [int(f"{rows(cursor, NOW, [ahead])[0][0]:%y%m}") for ahead in (0, 1, 2)]
    keep(cursor, table, months[0])
    for month in months:
        cursor.execute("SELECT journal_month(%s, %s)", [table, month])


def keep(cursor: Any, table: str, month: int) -> None:
    """What was there becomes a part as it lies, and a last one takes all that comes."""
    first = month * 1_000_000_000
    cursor.execute(f"SELECT setval('{table}_id_seq', greatest(max(id), 1)) FROM {table}_before")
    cursor.execute(f"ALTER TABLE {table} ATTACH PARTITION {table}_before FOR VALUES FROM (MINVALUE) TO ({first})")
    cursor.execute(f"CREATE TABLE {table}_later PARTITION OF {table} FOR VALUES FROM ({first}) TO (MAXVALUE)")


def rows(cursor: Any, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(statement, values or None)
    return list(cursor.fetchall())


def once(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("sha256", models.BinaryField(primary_key=True, serialize=False)),
            ("number", models.BigIntegerField(help_text="the row it belongs to")),
        ],
        options={
            "indexes": [
                django.contrib.postgres.indexes.BrinIndex(
                    fields=["number"], name=f"{name.lower()}_number", autosummarize=True
                )
            ]
        },
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_outages")]

    operations = [
        once("EntryOnce"),
        once("EventOnce"),
        # No key of the database's: it would be checked row by row when a month goes.
        migrations.AlterField(
            "quarantined",
            "entry",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quarantined",
                to="journal.entry",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(in_months)],
            [
                migrations.AlterField(
                    "entry", "sha256", models.BinaryField(help_text="stored once for good: EntryOnce")
                ),
                migrations.AlterField("event", "key", models.CharField(max_length=120, null=True, help_text="recorded once for good: EventOnce"),
                ),
                migrations.AddIndex(
                    "event",
                    models.Index(
                        fields=["key"],
                        name="event_key",
                        opclasses=["varchar_pattern_ops"],
                        condition=models.Q(key__isnull=False),
                    ),
                ),
            ],
        ),
    ]
