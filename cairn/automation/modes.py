"""What the firm chose for each transition: off, suggested, or done. The table's own word counts where nothing is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.accounts.models import User
from cairn.automation.models import TransitionMode
from cairn.automation.transitions import TABLE, Mode
from cairn.lib import live

# With these everything in the table applies: what does nothing even then needs no look at the database.
# Whether the rules speak to customers where the assistant is switched off: welcome, trip facts, booking steps.
SPEAK = "speak"
LOOSEST: Mapping[str, Mode] = {rule.rule: Mode.DO for rule in TABLE}


def stored() -> dict[str, Mode]:
    """What was chosen, read anew for each decision: a few rows, and no other process can hold an old copy."""
    return {rule: Mode(mode) for rule, mode in TransitionMode.objects.values_list("rule", "mode")}


def speaks() -> bool:
    """Off until the firm wants it: whoever switches the assistant off may want silence."""
    return stored().get(SPEAK) is Mode.DO


def choose(rule: str, mode: str, *, user: User) -> None:
    """Set the mode of one transition. Raises ValueError for a rule or mode that there is not."""
    if rule not in LOOSEST and rule != SPEAK:
        raise ValueError(rule)
    TransitionMode.objects.update_or_create(rule=rule, defaults={"mode": Mode(mode).value, "user": user})
    live.announce("automation")


def pause_all(user: User) -> None:
    """Nothing moves by itself any more; what would have is suggested. Transitions that are off stay off."""
    chosen = stored()
    for rule in TABLE:
        if chosen.get(rule.rule, rule.mode) is Mode.DO:
            choose(rule.rule, Mode.SUGGEST, user=user)
