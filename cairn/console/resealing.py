"""After a new SECRET_KEY: everything that lies sealed is sealed with it. May stop anywhere and run again."""

from __future__ import annotations

from cairn.accounts.factors import sealing
from cairn.automation.hooks import sealed
from cairn.channels import numbers
from cairn.lib.secrets import Broken


def reseal() -> str:
    """What was done, in words. What no key opens any more is named; the rest is done all the same."""
    parts = {"tokens": numbers.reseal, "webhook secrets": sealed.reseal, "second factors": sealing.reseal}
    told = []
    for name, step in parts.items():
        try:
            told.append(f"{step()} {name} sealed anew")
        except Broken as broken:
            told.append(f"{name}: {broken}")
    return "\n".join(told)
