"""The journal lies in months: nothing is lost without a part, nothing comes twice, a month goes whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cairn.console import pruning
from cairn.journal import months
from cairn.journal.models import CountedDay, Entry, EntryOnce, Event, EventOnce, Quarantined
from cairn.journal.record import record
from cairn.lib import clock
from cairn.webhooks.store import STORE

pytestmark = pytest.mark.django_db
THEN = datetime(2020, 3, 9, 12, tzinfo=UTC)
MARCH = 2003
FIRST = MARCH * months.STEP


@pytest.fixture
def march(db):
    """A part of a month long ago, with an entry and two Events in it."""
    for table in months.TIMES:
        long_ago(table)
    entry = Entry.objects.create(pk=FIRST, body=b"{}", sha256=b"old", received_at=THEN, state="filed")
    Quarantined.objects.create(entry=entry, where="here", reason="old")
    Event.objects.create(pk=FIRST, type="lead_created", at=THEN, actor="customer", lead_id=5, key="old-1")
    Event.objects.create(pk=FIRST + 1, type="stage_changed", at=THEN, actor="staff", lead_id=5)


def long_ago(table: str) -> None:
    """What came before the first month is divided once more."""
    before, end = f"{table}_before", months.parts(table)[0].end
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {table} DETACH PARTITION {before}; DROP TABLE {before};"
            f"CREATE TABLE {table}_{MARCH} PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO ({FIRST + months.STEP});"
            f"CREATE TABLE {before} PARTITION OF {table} FOR VALUES FROM ({FIRST + months.STEP}) TO ({end})"
        )


def take_in(*bodies: bytes) -> None:
    hashes = [hashlib.sha256(body).digest() for body in bodies]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [list(bodies), hashes, [clock.now()] * len(bodies)])


def where(model: type[Entry] | type[Event], pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tableoid::regclass::text FROM {model._meta.db_table} WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def plan(query) -> str:
    return str(query.explain(analyze=True, costs=False, timing=False, summary=False))


def test_a_number_says_the_month_it_was_recorded_in():
    record("note_added", actor="staff", at=THEN)
    event, month = Event.objects.get(), months.month_number(datetime.now(UTC))
    assert event.pk // months.STEP == month and where(Event, event.pk) == f"journal_event_{month}"


def test_the_first_of_a_month_moves_the_numbers_on_once():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP SEQUENCE counted")
        cursor.execute("SELECT journal_number('counted') FROM generate_series(1, 3)")
        found = [number for (number,) in cursor.fetchall()]
    assert found == sorted(set(found)) and found[2] - found[0] == 2


def test_without_a_part_for_its_month_nothing_is_lost():
    """Nobody swept for months: what came lies in the part without an end, which then becomes a month's."""
    late = months.last("journal_entry").first + 7 * months.STEP
    Entry.objects.create(pk=late, body=b"{}", sha256=b"late", received_at=clock.now())
    assert where(Entry, late) == "journal_entry_later"
    assert months.make("journal_entry", late // months.STEP - 3)
    assert where(Entry, late) == f"journal_entry_{late // months.STEP}"
    assert months.last("journal_entry").first == (late // months.STEP + 1) * months.STEP


def test_the_sweeper_makes_the_next_parts_once(monkeypatch):
    monkeypatch.setattr(months, "AHEAD", 3)
    assert [months.ahead(), months.ahead()] == [2, 0]


def test_december_is_followed_by_january():
    assert months.coming(datetime(2026, 11, 25, 23, 59, tzinfo=UTC)) == [2611, 2612, 2701]


def test_a_body_known_from_another_month_is_not_taken_in_again(march):
    Entry.objects.filter(pk=FIRST).delete()
    EntryOnce.objects.filter(number=FIRST).update(sha256=hashlib.sha256(b"seen").digest())
    take_in(b"seen", b"new", b"new")
    assert [bytes(one.body) for one in Entry.objects.all()] == [b"new"]


def test_an_event_with_a_key_of_another_month_happens_once(march):
    record("lead_created", actor="customer", lead_id=5, key="old-1")
    record("note_added", actor="staff", lead_id=5, key="new-1")
    record("note_added", actor="staff", lead_id=5, key="new-1")
    assert list(Event.objects.order_by("pk").values_list("key", flat=True)) == ["old-1", None, "new-1"]


def test_a_row_is_looked_for_in_its_own_month_only(march):
    found = plan(Event.objects.filter(pk=FIRST))
    assert f"journal_event_{MARCH}" in found and found.count("journal_event_") == found.count(f"journal_event_{MARCH}")


def test_the_newest_are_read_without_opening_older_months(march):
    record("note_added", actor="staff", lead_id=5)
    shown = plan(Event.objects.filter(lead_id=5).order_by("-pk")[:1])
    assert "never executed" in next(line for line in shown.splitlines() if f"journal_event_{MARCH}" in line)


def test_a_month_that_is_old_goes_whole_with_what_belongs_to_it(march):
    edge = THEN + timedelta(days=60)
    assert [months.prune(table, edge) for table in months.TIMES] == [
        [f"{t}_{MARCH}", f"{t}_before"] for t in months.TIMES
    ]
    assert not (Entry.objects.exists() or Event.objects.exists() or Quarantined.objects.exists())
    assert not (EntryOnce.objects.filter(number=FIRST).exists() or EventOnce.objects.filter(number=FIRST).exists())
    assert months.prune("journal_entry", edge) == []


@pytest.mark.parametrize("state", ["new", "quarantined"])
def test_a_month_in_which_something_waits_stays(march, state):
    Entry.objects.filter(pk=FIRST).update(state=state)
    assert months.prune("journal_entry", clock.now()) == []


def test_this_month_is_never_dropped():
    record("note_added", actor="staff", at=THEN)
    assert months.prune("journal_event", clock.now() + timedelta(days=400)) == ["journal_event_before"]
    assert Event.objects.exists()


def test_a_filled_journal_is_divided_without_losing_a_row():
    """The tables as they were, filled, in a schema of their own; then the migration."""
    old = MigrationExecutor(connection).loader.project_state(("journal", "0006_outages")).apps
    divide = import_module("cairn.journal.migrations.0007_months")
    with connection.cursor() as cursor, connection.schema_editor(atomic=False) as editor:
        cursor.execute("CREATE SCHEMA filled; SET LOCAL search_path TO filled, public")
        for name in ("Entry", "Quarantined", "Event"):
            editor.create_model(old.get_model("journal", name))
        for statement in editor.deferred_sql:
            cursor.execute(str(statement))
        editor.deferred_sql.clear()
        fill(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        divide.in_months(None, editor)
        assert counted(cursor) == (300, 1, 300, 300, 150)
        again(cursor)
        assert counted(cursor) == (301, 1, 301, 301, 151)
        cursor.execute(
            "SELECT max(id) FROM journal_entry_before UNION ALL SELECT min(id) / 1000000000 FROM journal_entry WHERE id > 400"
        )
        assert [one for (one,) in cursor.fetchall()] == [300, months.month_number(datetime.now(UTC))]


def fill(cursor) -> None:
    for name in ("Entry", "Event"):
        cursor.execute(
            f"CREATE TABLE filled.journal_{name.lower()}once (LIKE public.journal_{name.lower()}once INCLUDING ALL)"
        )
    cursor.execute(
        "INSERT INTO journal_entry (source, body, sha256, received_at, state, attempts, error)"
        " SELECT 'whatsapp', '{}', sha256(n::text::bytea), now() - n * interval '1 day', 'filed', 0, ''"
        " FROM generate_series(1, 300) AS n"
    )
    cursor.execute(
        "INSERT INTO journal_event (type, at, actor, data, key)"
        " SELECT 'note_added', now() - n * interval '1 day', 'staff', '{}', CASE WHEN n % 2 = 0 THEN 'key-' || n END"
        " FROM generate_series(1, 300) AS n"
    )
    cursor.execute(
        "INSERT INTO journal_quarantined (entry_id, \"where\", reason, fragment, created_at) VALUES (9, 'a', 'b', '', now())"
    )


def again(cursor) -> None:
    """What is known, and one that is new, after the division."""
    cursor.execute(
        "INSERT INTO journal_entry (source, body, sha256, received_at, state, attempts, error)"
        " SELECT 'whatsapp', '{}', sha256(n::text::bytea), now(), 'new', 0, '' FROM generate_series(299, 301) AS n"
    )
    cursor.execute(
        "INSERT INTO journal_event (type, at, actor, data, key) SELECT 'note_added', now(), 'staff', '{}', key FROM unnest(ARRAY['key-2', 'key-new']) AS key"
    )


def counted(cursor) -> tuple[int, ...]:
    tables = ("entry", "quarantined", "event", "entryonce", "eventonce")
    cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM filled.journal_{table})" for table in tables))
    return tuple(cursor.fetchone())


def test_pruning_waits_until_the_days_are_counted(march):
    CountedDay.objects.create(day=clock.now().date(), counted_at=clock.now())
    assert pruning.prune(13).startswith("Days of the past") and Event.objects.exists()
    CountedDay.objects.create(day=THEN.date(), counted_at=clock.now())
    assert pruning.prune(13) == f"Dropped: journal_event_{MARCH}, journal_event_before."
