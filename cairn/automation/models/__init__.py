"""The rows of what happens by itself: modes, sequences and who is in them, rules and what they did."""

from cairn.automation.models.modes import Silence, TransitionMode
from cairn.automation.models.rules import Call, News, Rule, RuleRun
from cairn.automation.models.sequences import Enrolment, Sequence, Step

__all__ = ["Call", "Enrolment", "News", "Rule", "RuleRun", "Sequence", "Silence", "Step", "TransitionMode"]
