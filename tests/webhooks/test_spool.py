from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cairn.journal.spool import Spool, SpoolFull

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", 300)


def waiting(spool):
    return [item for batch in spool.batches() for item in batch]


def test_it_gives_back_what_it_was_given_in_order(spool):
    given = [bytes([n % 256]) * n for n in range(250)]
    for body in given:
        spool.put(body, NOW)
    assert [item.body for item in waiting(spool)] == given
    assert waiting(spool)[0].received_at == NOW


def test_a_half_written_file_is_never_replayed(spool):
    (spool.folder / "0001-1.draft").write_bytes(b"half")
    (spool.folder / "0002-1.body").write_bytes(b"torn")
    spool.put(b"whole", NOW)
    assert [item.body for item in waiting(spool)] == [b"whole"]
    assert (spool.folder / "0002-1.corrupt").exists()


def test_what_is_done_is_gone_and_doing_it_twice_is_fine(spool):
    spool.put(b"one", NOW)
    found = waiting(spool)
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
    assert {item.body for item in waiting(first)} == {b"a", b"b"}


def test_large_bodies_come_in_small_batches(spool):
    for _ in range(5):
        spool.put(b"x" * 1_500_000, NOW)
    assert [len(batch) for batch in spool.batches()] == [3, 2]


def test_a_file_that_another_process_took_is_skipped(spool):
    spool.put(b"one", NOW)
    spool.put(b"two", NOW)
    batches = spool.batches()
    sorted(spool.folder.glob("*.body"))[0].unlink()
    assert len([item for batch in batches for item in batch]) == 1


def test_a_full_disk_leaves_no_draft(spool, monkeypatch):
    def full(path, data):
        path.write_bytes(b"")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cairn.journal.spool.write_durably", full)
    with pytest.raises(OSError, match="No space"):
        spool.put(b"one", NOW)
    assert list(spool.folder.iterdir()) == []
