"""What a new installation needs before it can serve: tables, the first number, the first account, the demo firm."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from cairn.accounts.models import Firm, Role, User
from cairn.environment import refuse


def migrate() -> None:
    """Apply what is missing. A database that is ahead of this code stops the start with a sentence."""
    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if ahead := sorted(f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps):
        refuse(
            f"The database was made by a newer Cairn ({ahead[-1]}). Install that version again, or restore a backup."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a large index takes longer than any request may
            call_command("migrate", interactive=False, verbosity=0)
            cursor.execute("RESET statement_timeout")
    from cairn.channels import numbers

    numbers.ensure_first()


def first_account() -> str | None:
    """Make the owner's account unless there is one. Returns the password if it was made up here, to be shown once."""
    if User.objects.exists():
        return None
    password = settings.CAIRN_ADMIN_PASSWORD or secrets.token_urlsafe(9)
    User.objects.create_user(settings.CAIRN_ADMIN_EMAIL, password, name="Owner", role=Role.OWNER)
    return None if settings.CAIRN_ADMIN_PASSWORD else password


def needs_demo() -> bool:
    return not Firm.objects.exists()


def load_demo() -> str:
    if not needs_demo():
        return "There is a firm already; the demo firm is loaded into an empty installation only."
    from cairn.automation.sequences import load as sequences
    from cairn.catalog import load
    from cairn.conversations import canned
    from cairn.knowledge import passages

    with transaction.atomic(), connection.cursor() as cursor:
        # Embedding takes its time on a busy machine, and the transaction idles meanwhile.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        load.load_demo()
        passages.refresh()
        sequences.load_demo()
        canned.load_demo()
    return f"Loaded the demo firm {Firm.current().name}."
