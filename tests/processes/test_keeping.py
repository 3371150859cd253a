"""A backup of a desk that works, restored into another installation."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tests.desk import ROOT, opened, wait_for

pytestmark = pytest.mark.processes
COUNTS = "SELECT (SELECT count(*) FROM leads_lead), (SELECT count(*) FROM conversations_message), (SELECT count(*) FROM journal_event)"


def cairn(desk, *arguments: str):
    command = [sys.executable, "-m", "cairn.console.main", *arguments]
    return subprocess.run(command, env=desk.environment, cwd=ROOT, capture_output=True, text=True, timeout=90)


def test_what_was_kept_is_there_again_and_answers(tmp_path):
    saved = tmp_path / "cairn.backup"
    with opened() as old:
        customer = old.customer("Ravi", "+919845000701")
        old.says(customer, "What does the 7-Day Maharashtra Explorer cost?")
        wait_for(lambda: old.replies(customer), what="an answer")
        (old.data / "media").mkdir(exist_ok=True)
        (old.data / "media" / "photo").write_bytes(b"a photo")
        old.kill("work")
        assert "MB" in old.cairn("backup", str(saved))
        counts, key = old.sql(COUNTS), (old.data / "secret_key").read_text()
    assert saved.stat().st_mode & 0o777 == 0o600
    with opened("simulator") as new:
        refused = cairn(new, "restore", str(saved))
        assert refused.returncode == 1 and "There is a firm here already" in refused.stderr
        assert "Restored the backup" in new.cairn("restore", "--force", str(saved))
        assert new.sql(COUNTS) == counts
        assert (new.data / "media" / "photo").read_bytes() == b"a photo"
        assert (new.data / "secret_key").read_text() == key
        for name in ("web", "work"):
            new.start(name)
        new.ready()
        again = new.customer("Meera", "+919845000702")
        new.says(again, "What does the 5-Day Waterfall Edition cost?")
        wait_for(lambda: new.replies(again), what="an answer after the restore")
        running = cairn(new, "restore", "--force", str(saved))
        assert running.returncode == 1 and "Stop it first" in running.stderr
        whoever_was_erased_since_goes_again(new, saved)


def whoever_was_erased_since_goes_again(desk, saved):
    """The list of the erased lies beside the database, so a backup from before the erasure does not bring them back."""
    known = "SELECT id, created_at FROM conversations_contact WHERE phone = '+919845000701'"
    contact, made_at = desk.sql(known)[0]
    (desk.data / "erased.jsonl").write_text(json.dumps({"contact": contact, "made_at": made_at.isoformat()}) + "\n")
    for name in ("web", "work"):
        desk.kill(name, signal.SIGTERM)
    wait_for(lambda: "Restored" in cairn(desk, "restore", "--force", str(saved)).stdout, what="the restore")
    assert desk.sql(known) == []
    assert desk.sql("SELECT count(*) FROM conversations_message WHERE text LIKE 'What does the 7-Day%%'")[0][0] == 0


def test_a_file_that_is_no_backup_changes_nothing(tmp_path):
    spoilt = tmp_path / "spoilt"
    spoilt.write_bytes(b"not a backup")
    with opened("simulator") as desk:
        before = desk.sql(COUNTS)
        done = cairn(desk, "restore", "--force", str(spoilt))
        assert done.returncode == 1 and "no backup of Cairn" in done.stderr
        assert desk.sql(COUNTS) == before
        twice = cairn(desk, "backup", str(spoilt))
        assert twice.returncode == 1 and "is there already" in twice.stderr
