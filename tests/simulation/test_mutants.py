"""Each promise can break: the simulation finds every guard that is taken out. On demand: MUTANTS=1, or `make mutants`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation import test_simulation
from tests.simulation.mutants import MUTANTS
from tests.simulation.truths import Broken

WANTED = os.environ.get("MUTANTS", "")
MOST = 3000


@pytest.mark.skipif(not WANTED, reason="takes minutes: make mutants")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_guard_that_is_taken_out_is_missed(demo, mutant: Callable[[pytest.MonkeyPatch], None]):
    test_simulation.prepare()
    lived = 0

    class Mutant(test_simulation.Desk):
        def changed(self, patch: pytest.MonkeyPatch) -> None:
            nonlocal lived
            lived += 1
            mutant(patch)

    how = settings(
        max_examples=MOST, stateful_step_count=25, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    with pytest.raises(Broken) as found:
        run_state_machine_as_test(seed(1)(Mutant), settings=how)
    print(f"{mutant.__name__}: after {lived} sequences, “{found.value}” was broken")
