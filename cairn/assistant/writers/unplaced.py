"""Questions about a trip where none is known: a date or a general FAQ answers some; for the others, once, which trip is asked."""

from __future__ import annotations

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed
from cairn.assistant.frame import Frame
from cairn.assistant.settle import settle
from cairn.assistant.writers import leaving
from cairn.assistant.writers.choose import fitting, wish
from cairn.assistant.writers.faqs import anything
from cairn.assistant.writers.items import asked
from cairn.catalog.models import Trip

# What no general FAQ can answer.
NEEDS_TRIP = frozenset(
    ["price", "total", "advance", "balance", "dates", "seats", "duration", "altitude", "plan", "gear"]
)


def suggested(draft: Draft) -> Trip | None:
    """ "How many days is that?" after a wish that one trip alone fits."""
    wished = draft.understanding.frame.wished
    if not wished or draft.understanding.topics.keys() & {"recommend", "list"}:
        return None
    earlier = Draft(settle(wished, Frame()), draft.snapshot, draft.today)
    wanted = wish(earlier)
    trips, exact = fitting(earlier, wanted)
    return trips[0] if exact and wanted.stated and len(trips) == 1 else None


def without_trip(draft: Draft) -> None:
    """A date alone can be answered; a general FAQ may be; else ask, once, which trip is meant."""
    topics = draft.understanding.topics.keys()
    if draft.ask or (topics <= {"gear_item", "equipment"} and not asked(draft.understanding.message.glossed)):
        return  # a thing that no list of any trip knows: the trip would not help
    if topics & {"seats", "dates"} and (leaving.on_period(draft) or leaving.next_from(draft)):
        draft.question("ask_which")
        return
    if not topics & NEEDS_TRIP and anything(draft, None):
        draft.question("ask_trip", names=some_names(draft))
        return
    which(draft)


def which(draft: Draft) -> None:
    draft.question("ask_trip", names=some_names(draft))
    draft.expect, draft.confidence = "clarify", 0.5


def some_names(draft: Draft) -> str:
    shown = [t.name for t in draft.snapshot.trips[:4]]
    return listed(shown, "or")
