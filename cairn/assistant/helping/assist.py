"""Make what people asked for: suggestions, translations and summaries of one conversation, from their rows."""

from __future__ import annotations

from datetime import timedelta

from cairn.assistant.helping import suggest, summarise, translate
from cairn.assistant.models import Suggestion, Summary, Translation
from cairn.lib import clock, later

LATE = timedelta(seconds=10)
FORGOTTEN = timedelta(hours=1)  # nobody looks for it any more
MOST = 50


def run(conversation_id: int) -> None:
    """Everything that is wanted here. Runs twice without harm: a row that is made is not wanted any more."""
    rows = Suggestion.objects.filter(conversation=conversation_id, state=Suggestion.State.WANTED)
    for row in rows.select_related("conversation").order_by("-pk")[:1]:
        suggest.make(row)
    for wanted in Summary.objects.filter(conversation=conversation_id, wanted_at__isnull=False):
        summarise.make(wanted)
    texts = Translation.objects.filter(message__conversation=conversation_id, wanted=True)
    for text in texts.select_related("message").order_by("-message_id")[: translate.MOST]:
        translate.make(text)


def wake() -> int:
    """For the sweeper: what was wanted and is not there, because a worker died."""
    now = clock.now()
    span = (now - FORGOTTEN, now - LATE)
    found = {
        *Suggestion.objects.filter(state="wanted", created_at__range=span).values_list("conversation", flat=True)[:MOST],
        *Summary.objects.filter(wanted_at__range=span).values_list("conversation", flat=True)[:MOST],
        *Translation.objects.filter(wanted=True, created_at__range=span).values_list(
            "message__conversation", flat=True
        )[:MOST],
    }  # fmt: skip
    if found and not later.pending("assist"):
        later.wake_each("assist", "conversation", sorted(found))
    return len(found)
