"""The shape of an error's meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    """What to do about an error."""

    RETRY = "retry"  # again soon, with growing gaps
    LATER = "later"  # not before hours; until then nothing helps
    NEVER = "never"  # not this message to this person; another way may work
    FIX = "fix"  # the request or the set-up is wrong; the same again fails again
    TEMPLATE = "template"  # only a template goes through
    ALERT = "alert"  # nothing of this number will: pause it and call a person


@dataclass(frozen=True, slots=True)
class GraphError:
    """One code: Meta's title, what it means for the message, and what staff can do, in plain words.

    `surely_not_sent`: the code proves that Meta did not take the message. Without it a second attempt may be a second
    message, unless the refusal came as HTTP 4xx. `pauses`: nothing else of this number would go through either.
    """

    code: int
    title: str
    means: str
    action: Action
    advice: str
    surely_not_sent: bool = True
    pauses: bool = False
