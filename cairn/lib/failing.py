"""Points at which a process ends at once, for tests of what a crash there leaves. `CAIRN_FAILPOINT="filed:3"`: the third time.

`before` stands just before a commit or an answer, `after` just behind it: what is in memory by then is lost, as in a power cut
of this one process. Without the setting a point costs one comparison.
"""

from __future__ import annotations

import os
from itertools import count

STATUS = 77  # with which it ends, so that a test knows that it was this
NAME, _, NTH = os.environ.get("CAIRN_FAILPOINT", "").partition(":")
_passed = count(1)


def point(name: str) -> None:
    """End the process here, if that is wanted."""
    if name == NAME and next(_passed) >= int(NTH or 1):
        os._exit(STATUS)
