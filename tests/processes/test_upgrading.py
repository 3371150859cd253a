"""An upgrade keeps what was there before, goes on where it was stopped, and nothing works on half of it."""

from __future__ import annotations

import pytest

from tests.desk import opened
from tests.processes.test_keeping import cairn

pytestmark = pytest.mark.processes


def test_an_upgrade_dumps_first_goes_on_after_a_stop_and_refuses_what_it_does_not_know(tmp_path):
    with opened("simulator") as desk:
        firm = desk.sql("SELECT name FROM accounts_firm")
        desk.cairn("manage", "migrate", "journal", "0007")
        for name in ("web", "work"):
            refused = cairn(desk, name)
            assert (refused.returncode, "cairn migrate" in refused.stderr) == (2, True), refused.stderr
        # Something is in the way of the step: the upgrade stops, and says what is kept where.
        desk.sql("CREATE TABLE journal_leadchange (key int)")
        stopped = cairn(desk, "migrate")
        assert stopped.returncode == 2
        assert "stopped half-way" in stopped.stderr and "before-upgrade-" in stopped.stderr
        assert "Traceback" not in stopped.stderr
        desk.sql("DROP TABLE journal_leadchange")
        assert "kept in" in desk.cairn("migrate")
        assert "kept in" not in desk.cairn("migrate")
        saved = sorted((desk.data / "backups").glob("*.backup"))
        assert len(saved) == 2
        assert "Restored" in desk.cairn("restore", "--force", str(saved[1]))
        assert desk.sql("SELECT name FROM accounts_firm") == firm
        desk.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '9999_of_tomorrow', now())")
        for command in ("web", "work", "migrate"):
            refused = cairn(desk, command)
            assert refused.returncode == 2
            assert "made by a newer Cairn (journal.9999_of_tomorrow)" in refused.stderr
