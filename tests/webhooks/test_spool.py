from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cairn.journal.spool import Spool, SpoolFull

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", 300)


def test_it_gives_back_what_it_was_given_in_order(spool):
    given = [bytes([n % 256]) * n for n in range(250)]
    for body in given:
        spool.put(body, NOW)
    assert [item.body for item in spool.waiting(limit=300)] == given
    assert spool.waiting()[0].received_at == NOW


def test_a_half_written_file_is_never_replayed(spool):
    (spool.folder / "0001-1.draft").write_bytes(b"half")
    (spool.folder / "0002-1.body").write_bytes(b"torn")
    spool.put(b"whole", NOW)
    assert [item.body for item in spool.waiting()] == [b"whole"]
    assert (spool.folder / "0002-1.corrupt").exists()


def test_what_is_done_is_gone_and_doing_it_twice_is_fine(spool):
    spool.put(b"one", NOW)
    found = spool.waiting()
    spool.done(found)
    spool.done(found)
    assert spool.size() == 0


def test_it_holds_no_more_than_it_may(tmp_path):
    spool = Spool(tmp_path, 1)
    spool.put(b"one", NOW)
    with pytest.raises(SpoolFull):
        spool.put(b"two", NOW)


def test_two_processes_never_share_a_name(tmp_path):
    first, second = Spool(tmp_path, 10), Spool(tmp_path, 10)
    first.put(b"a", NOW)
    second.put(b"b", NOW)
    assert {item.body for item in first.waiting()} == {b"a", b"b"}
