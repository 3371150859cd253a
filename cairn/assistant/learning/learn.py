"""The job of learning: look at what is new, sort it, group it. In small bounded steps; run twice it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from cairn.assistant.learning import capture, edits, gaps
from cairn.assistant.models import Answer, Question, Suggestion
from cairn.lib import clock, later

SETTLED = timedelta(seconds=30)  # so that a burst of answers is looked at together


def run() -> None:
    capture.run()
    edits.run()
    if Question.objects.filter(open=True, gap=None).exists():
        gaps.group()


def wake() -> int:
    """For the sweeper: looks at the ends of small indexes. Returns whether there is something to learn."""
    gaps.expire()
    before = clock.now() - SETTLED
    waiting = (
        Answer.objects.filter(learnt_at=None, created_at__lt=before).order_by("pk")[:1].exists()
        or Suggestion.objects.filter(state=Suggestion.State.EDITED, change="").exists()
        or Question.objects.filter(open=True, gap=None).exists()
    )
    if waiting and not later.pending("reflect"):
        later.wake("reflect")
    return int(waiting)
