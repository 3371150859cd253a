"""What a new installation needs before it can serve: tables, the first number, the first account, the demo firm."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from cairn.accounts.models import Firm, Role, User
from cairn.console import upgrading


def migrate(*, dump: bool = True) -> Path | None:
    """Bring the database up to date and make sure that there is a first number. Returns the dump that was made before."""
    saved = upgrading.upgrade(dump=dump)
    from cairn.channels import numbers

    numbers.ensure_first()
    return saved


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
