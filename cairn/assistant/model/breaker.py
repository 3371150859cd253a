"""Five failures within a minute, and the model is left alone for a minute; then one call tries it again."""

from __future__ import annotations

from cairn.lib.breaker import Breaker


def fresh() -> Breaker:
    return Breaker(failures=5, within=60, rest=60)


breaker = fresh()
