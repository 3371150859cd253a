"""What the sweeper does for privacy: wakes erasures and copies that wait, and what is kept only for a time."""

from __future__ import annotations

from cairn.lib import clock, later
from cairn.lib.seldom import Seldom
from cairn.privacy import copies, erase, erased, retention
from cairn.privacy.models import Erasure, Export

minute = Seldom(60)  # the list of the erased, old copies and what is kept long enough


def wake() -> int:
    """Those that nobody works on now. How many."""
    erasures = free(Erasure)
    exports = free(Export)
    later.wake_each("erase", "erasure", erasures)
    later.wake_each("copy_person", "export", exports)
    return len(erasures) + len(exports) + seldom()


def free(model: type[Erasure] | type[Export]) -> list[int]:
    waiting = model._default_manager.filter(state="waiting").exclude(claimed_until__gt=clock.now())
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:20])


def seldom() -> int:
    if not minute.due():
        return 0
    again = [erase.begin(contact, user=None) for contact in erased.back()]
    if retention.due():
        later.wake("retain")
    return len(again) + copies.remove_old()
