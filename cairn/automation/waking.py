"""What happens by itself and is due now: one step for the worker, one look for the sweeper."""

from __future__ import annotations

from cairn.automation import silence
from cairn.automation.hooks import outbox
from cairn.automation.models import News, Silence
from cairn.automation.rules import listen
from cairn.automation.sequences import due
from cairn.lib import clock, later


def wake() -> int:
    """Wake the worker where something waits. Returns how many kinds of work do."""
    waiting = due.waits() or News.objects.exists() or Silence.objects.filter(due_at__lte=clock.now()).exists()
    if waiting:
        later.wake("automate")
    calls = outbox.waits()
    if calls:
        later.wake("call_out")
    return waiting + calls


def run() -> None:
    """Timers, then rules, then silences. Any number of workers may do so at once."""
    due.drain()
    listen.drain()
    silence.suggest_losses()
