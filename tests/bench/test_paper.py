"""What `make bench` writes into docs/performance.md, and what it leaves alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bench import __main__ as bench
from bench import paper
from bench.report import Row, at_most, told, unmeasured


@pytest.fixture
def page(tmp_path):
    written = tmp_path / "performance.md"
    written.write_text("# Fast\n\nBefore.\n\n<!-- bench: intake -->\n\nold\n\n<!-- end of intake -->\n\nAfter.\n")
    return written


def write(page, part, *rows):
    paper.write(part, list(rows), began=datetime(2026, 11, 25, 6, tzinfo=UTC), load=0.2, paper=page)
    return page.read_text()


def test_the_words_around_a_table_stay(page):
    words = write(page, "intake", at_most("ack p99", 2.5, "ms", 50))
    assert "Before." in words and "After." in words and "old" not in words
    assert "| ack p99 | 2.50 ms | 5% | at most 50 ms |  |" in words
    assert "25 November 2026 06:00 UTC, commit " in words


def test_writing_twice_leaves_one_table(page):
    write(page, "intake", told("filed", 10))
    assert write(page, "intake", told("filed", 20)).count("| filed |") == 1


def test_a_part_without_a_place_gets_one(page):
    assert "## Spool" in write(page, "spool", told("drained", 400.0, "/s"))


def test_a_missed_promise_says_so(page):
    assert "| ack p99 | 60 ms | 120% | at most 50 ms | **MISS** |" in write(
        page, "intake", at_most("ack p99", 60, "ms", 50)
    )


def test_a_part_that_breaks_ends_no_run():
    def part():
        yield told("one", 1)
        raise ValueError

    rows = list(bench.guarded("part", part()))
    assert [row.name for row in rows] == ["one", "part"]
    assert rows[-1] == Row("part", None, "", None, "could not be measured: ValueError", False)
    assert str(unmeasured("part", ValueError())).startswith("MISS part")


def test_the_page_has_a_place_for_every_part():
    places = set(re.findall(r"<!-- bench: ([\w ]+) -->", paper.PAPER.read_text(encoding="utf-8")))
    assert places == {*bench.PARTS, "machine"}
