"""A few thousand damaged webhooks; a hundred thousand on demand: `python -m tests.channels.fuzz --bodies 100000`."""

from __future__ import annotations

import random

from tests.channels.fuzz import fuzz


def test_no_damaged_body_crashes_the_parser_or_takes_its_neighbours_along():
    seed = random.randrange(2**31)
    print(f"seed {seed}")
    found = fuzz(3000, seed)
    assert found["InboundMessage"] and found["Poison"]
