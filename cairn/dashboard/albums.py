"""Pictures that came or went in a row stand together as one grid, as on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from cairn.conversations.models import Message
from cairn.dashboard.bubbles import PENDING, TICKS, Bubble

APART = timedelta(minutes=2)  # from one picture to the next
SHOWN = 4  # of the grid; the viewer has all


@dataclass(frozen=True, slots=True)
class Album:
    """Two or more pictures of one author, the oldest first. One of them may have words under it."""

    bubbles: tuple[Bubble, ...]

    @property
    def first(self) -> Message:
        return self.bubbles[0].message

    @property
    def last(self) -> Bubble:
        return self.bubbles[-1]

    @property
    def slowest(self) -> Bubble:
        """The picture that has come least far: what is said of it holds for all."""
        return min(self.bubbles, key=lambda bubble: PLACES.get(bubble.message.status, 0))

    @property
    def words(self) -> str:
        return next((bubble.message.text for bubble in self.bubbles if bubble.message.text), "")

    @property
    def language(self) -> str:
        return next((bubble.language for bubble in self.bubbles if bubble.message.text), "")

    @property
    def reactions(self) -> list[tuple[str, str]]:
        return [reaction for bubble in self.bubbles for reaction in bubble.reactions]

    @property
    def shape(self) -> int:
        """How many places the grid has."""
        return min(len(self.bubbles), SHOWN)

    @property
    def hidden(self) -> int:
        return len(self.bubbles) - self.shape


PLACES = {status: place for place, status in enumerate((*PENDING, *TICKS), 1)}


def gathered(bubbles: Iterable[Bubble]) -> Iterator[Bubble | Album]:
    """Bubbles that stand beside each other in the thread, with each run of pictures as one album."""
    run: list[Bubble] = []
    for bubble in bubbles:
        if run and not joins(run, bubble):
            yield together(run)
            run = []
        run.append(bubble)
    if run:
        yield together(run)


def together(run: list[Bubble]) -> Bubble | Album:
    return Album(tuple(run)) if len(run) > 1 else run[0]


def joins(run: list[Bubble], bubble: Bubble) -> bool:
    first, last, new = run[0].message, run[-1].message, bubble.message
    same = (first.author, first.user_id) == (new.author, new.user_id) and abs(new.at - last.at) <= APART
    words = sum(bool(one.message.text) for one in (*run, bubble))
    return same and words <= 1 and alone(run[0]) and alone(bubble) and not bubble.quoted


def alone(bubble: Bubble) -> bool:
    """Whether it is a picture about which nothing else has to be said."""
    message = bubble.message
    plain = message.type == "image" and bubble.shown == "picture" and bubble.state in ("", "queued")
    told = message.revoked_at or message.edited_at or bubble.answer or bubble.around
    return plain and not told
