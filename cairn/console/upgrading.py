"""Bring the database up to date: dump it, migrate, check. And refuse to work on one that is not up to date.

Each migration is one transaction, so an upgrade that was killed stands between two of them, and the next one goes on there.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import LiteralString

import click
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cairn.console import keeping
from cairn.environment import refuse
from cairn.lib import clock, logs, probe

log = logs.logger("upgrade")
LOCK = 0x0CA1A  # one upgrade at a time, wherever it was started
KEEP = 3  # dumps of earlier upgrades
LOOK = 3.0  # seconds
KNOWN: LiteralString = "SELECT app, name FROM django_migrations"
# What a migration may never make fewer.
PRECIOUS = ("leads_lead", "conversations_contact", "conversations_message", "journal_entry")
HALF: LiteralString = """
SELECT (SELECT count(*) FROM pg_index WHERE NOT indisvalid) + (SELECT count(*) FROM pg_constraint WHERE NOT convalidated)
"""
Names = set[tuple[str, str]]


def insist() -> None:
    """End this start with a sentence unless the database is of this version. One that is away may be: intake has a spool."""
    try:
        (rows,) = probe.ask([KNOWN], deadline=LOOK)
    except probe.Away:
        return
    applied: Names = {(app, name) for app, name in rows or []}
    refuse_newer(applied)
    if missing := written() - applied:
        refuse(
            f"The database is not up to date: {len(missing)} steps are missing ({spelt(min(missing))}). "
            "Run `cairn migrate` first; `cairn run` does it by itself."
        )


def written() -> Names:
    """The migrations of this version."""
    found: Names = set()
    for app in apps.get_app_configs():
        try:
            package = import_module(f"{app.name}.migrations")
        except ModuleNotFoundError:
            continue
        found |= {(app.label, each.name) for each in pkgutil.iter_modules(package.__path__) if each.name[0] not in "_~"}
    return found


def refuse_newer(applied: Names) -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("cairn.")}
    if ahead := sorted(one for one in applied - written() if one[0] in ours):
        refuse(
            f"The database was made by a newer Cairn ({spelt(ahead[-1])}). Install that version again, or restore a backup."
        )


def spelt(migration: tuple[str, str]) -> str:
    return ".".join(migration)


def upgrade(*, dump: bool) -> Path | None:
    """Apply what is missing. Returns the dump that was made before; none without data, or when nothing was missing."""
    with alone():
        applied = known()
        refuse_newer(applied)
        if not written() - applied:
            return None
        saved = dump_first() if dump and keeping.filled() else None
        migrate(saved)
        return saved


def known() -> Names:
    if "django_migrations" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        return {(app, name) for app, name in cursor.fetchall()}


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of upgrades, over a connection of its own that a killed process gives back."""
    with psycopg.connect(keeping.address(), autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


def dump_first() -> Path:
    """Everything but the media, which no migration touches. Keeps the newest few."""
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-upgrade-{clock.now():%Y%m%d-%H%M%S-%f}.backup"
    try:
        keeping.backup(target, media=False)
    except (click.ClickException, OSError) as error:
        reason = error.message if isinstance(error, click.ClickException) else error
        refuse(
            f"The dump before the upgrade failed, so nothing was changed. {reason} `cairn migrate --no-dump` goes without."
        )
    for old in sorted(folder.glob("before-upgrade-*.backup"))[:-KEEP]:
        old.unlink()
    log.info("dumped before the upgrade", megabytes=round(target.stat().st_size / 1e6, 1))
    return target


def migrate(saved: Path | None) -> None:
    kept = f" What was there before is in {saved}: `cairn restore --force` puts it back." if saved else ""
    before = counts()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a large index takes longer than any request may
            call_command("migrate", interactive=False, verbosity=0)
            cursor.execute("RESET statement_timeout")
    except Exception as error:
        why = str(error).strip().partition("\n")[0][:200]
        refuse(f"The upgrade stopped half-way ({type(error).__name__}: {why}). Start it again to go on.{kept}")
    if faults := check(before):
        refuse(f"The upgrade went wrong: {faults}.{kept}")


def counts() -> dict[str, int]:
    there = set(connection.introspection.table_names())
    return {table: keeping.asked(f"SELECT count(*) FROM {table}") for table in PRECIOUS if table in there}  # noqa: S608  our own list


def check(before: dict[str, int]) -> str:
    """What is wrong after it, in words; nothing when all is well."""
    after = counts()
    lost = [
        f"{table} had {count} rows and has {after.get(table, 0)}"
        for table, count in before.items()
        if after.get(table, 0) < count
    ]
    if half := keeping.asked(HALF):
        lost.append(f"{half} indexes or constraints are not complete")
    return "; ".join(lost)
