"""What is known of a message and of its talk."""

from __future__ import annotations

from dataclasses import dataclass, field

from cairn.assistant.amounts import Party
from cairn.assistant.dates import Period
from cairn.assistant.language import Language
from cairn.catalog.models import Trip


@dataclass(frozen=True, slots=True)
class Message:
    """What one turn says by itself."""

    text: str
    cleaned: str
    glossed: str
    language: Language
    topics: dict[str, str]
    trips: tuple[Trip, ...]
    periods: tuple[Period, ...]
    party: Party
    budget: int | None
    cities: tuple[str, ...]
    elsewhere: str | None = None
    ruled: tuple[str, ...] = ()
    chances: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """What the talk is about by now: filled by each turn, newest first to be believed."""

    trip: Trip | None = None
    trips: list[Trip] = field(default_factory=list)
    periods: tuple[Period, ...] = ()
    people: int | None = None
    ages: tuple[int, ...] = ()
    budget: int | None = None
    city: str | None = None
    topics: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    # The last wish for a suggestion, while no trip has been named since.
    wished: Message | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """The question and the talk before it. `topics` are fine-grained, `intents` the names of the API."""

    message: Message
    frame: Frame
    topics: dict[str, str]
    intents: tuple[str, ...]
    sentiment: str
    trips: tuple[Trip, ...]
    trip: Trip | None
    periods: tuple[Period, ...]
    people: int | None
    ages: tuple[int, ...]
    budget: int | None
    city: str | None
    guessed: bool = False

    @property
    def language(self) -> str:
        return self.message.language.code
