"""What short turns bring is measured: `make bench`, jobs, burst and scale."""

from __future__ import annotations

import sys

import pytest

from cairn.lib import turns


@pytest.fixture(autouse=True)
def as_before():
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_a_thread_that_computes_gives_way_within_a_millisecond():
    turns.keep_short()
    assert sys.getswitchinterval() <= 0.001
