"""Made-up rows for the styleguide. None is saved: the real parts show them as they show what is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.conversations.models import Attachment, Channel, Contact, Conversation, Message, Note
from cairn.dashboard.bubbles import Bubble
from cairn.dashboard.composer.writing import Plan
from cairn.dashboard.happenings import Line
from cairn.dashboard.panel import TaskRow
from cairn.dashboard.pipeline.cards import Card, Move, card
from cairn.dashboard.rows import Row
from cairn.dashboard.thread import Item, with_albums
from cairn.dashboard.window import window
from cairn.journal.models import Event
from cairn.leads.models import Lead, Stage, Task
from cairn.lib import clock

BEYOND = 9_000_000_000  # no row of a firm has such a number
ids = count(BEYOND)


def ago(**span: int) -> datetime:
    return clock.now() - timedelta(**span)


def talk(name: str, words: str, *, heard: datetime, **fields: Any) -> Conversation:
    channel = Channel(pk=next(ids), kind=fields.pop("kind", Channel.Kind.WHATSAPP), paused_at=None)
    contact = Contact(pk=next(ids), name=name, phone="+919845011223")
    common = {"last_words": words, "last_author": "customer", "last_type": "text", "last_message_at": heard}
    given = {**common, "last_inbound_at": heard, **fields}
    return Conversation(pk=next(ids), channel=channel, contact=contact, **given)


def lead(found: Conversation, stage: str, *, trip: str = "", **fields: Any) -> Lead:
    known = Trip(pk=next(ids), name=trip) if trip else None
    given = {"stage_since": ago(hours=2), "last_contact_at": found.last_inbound_at, "position": 1, **fields}
    return Lead(pk=next(ids), contact=found.contact, conversation=found, stage=stage, trip=known, **given)


def rows() -> list[Row]:
    """A row in each state: waits, late, read, begun, snoozed, closed, from the website."""
    called = {"needs_person_since": ago(minutes=2), "needs_person_why": "unknown", "unread": 1}
    late = called | {
        "needs_person_since": ago(minutes=18),
        "needs_person_why": "Payment to check",
        "last_type": "image",
    }
    return [
        row(talk("Priya Nair", "Unread, waits for a person", heard=ago(minutes=2), **called), Stage.INTERESTED),
        row(talk("Fatima Shaikh", "", heard=ago(hours=22, minutes=40), **late), Stage.PROPOSAL),
        row(talk("Karthik Iyer", "Read", heard=ago(hours=6), last_author="assistant"), Stage.INTERESTED),
        row(talk("Neha Joshi", "Begun", heard=ago(hours=3), last_author="staff"), Stage.CONTACTED, begun=True),
        row(talk("Suresh Pillai", "Snoozed", heard=ago(hours=5), snoozed_until=ago(days=-1)), Stage.QUALIFIED),
        row(talk("Gurpreet Singh", "Closed window", heard=ago(days=3), last_author="staff"), Stage.CONTACTED),
        row(talk("Harish Gowda", "From the website", heard=ago(days=1), kind=Channel.Kind.WEBCHAT), Stage.INQUIRY),
    ]


def row(found: Conversation, stage: str, *, begun: bool = False) -> Row:
    since = found.needs_person_since
    return Row(found, lead(found, stage, trip="7-Day Explorer"), window(found), since, begun)


def thread(user: User) -> list[Item]:
    """A message of each author and in each state, a note, an event, and photos in a row."""
    found = talk("Priya Nair", "", heard=ago(minutes=9))
    say = Said(found, user)
    items = [
        say("customer", "Customer. *Kitna* time lagega?", reactions={"firm": {"emoji": "👍"}}, status="received"),
        say("assistant", "Assistant. The walk takes six hours.", status="read"),
        say("rule", "Sent by a sequence: your trip starts in 7 days.", status="delivered"),
        say("staff", "Staff. I am holding two seats for you.", status="sent"),
        say("phone", "From the owner’s phone app.", status="delivered"),
        say("staff", "On its way.", status="queued"),
        say("staff", "It may have arrived.", status="unknown"),
        say("staff", "It waits until they write.", status="parked"),
        say("staff", "It failed.", status="failed", error_code=131026),
        say("customer", "", status="received", revoked_at=clock.now()),
        say(
            "customer",
            "",
            status="received",
            type="location",
            content={"latitude": 18.5, "longitude": 73.8, "name": "Base camp"},
        ),
        say("customer", "", status="received", type="unsupported"),
        *(say("customer", words, status="received", file=file) for words, file in photos()),
        Item(
            "system",
            clock.now(),
            Line(
                Event(pk=next(ids), type="stage_changed", data={"by": "rule"}),
                bold="Closed won",
                before="Moved to ",
                stage="won",
            ),
        ),
        Item(
            "note",
            clock.now(),
            Note(pk=next(ids), conversation=found, user=user, text="A note. Only the team sees this."),
        ),
    ]
    return list(with_albums(items))


class Said:
    def __init__(self, found: Conversation, user: User) -> None:
        self.found, self.user = found, user

    def __call__(self, author: str, text: str, *, file: Attachment | None = None, **fields: Any) -> Item:
        given = {"type": "image" if file else "text", "direction": "in" if author == "customer" else "out", **fields}
        message = Message(
            pk=next(ids),
            conversation=self.found,
            channel=self.found.channel,
            author=author,
            text=text,
            at=clock.now(),
            user=self.user if author == "staff" else None,
            wamid=f"wamid.{next(ids)}",
            **given,
        )
        # Nothing is looked for in the database.
        message._state.fields_cache.update({"attachment": file, "answer": None})
        return Item("said", message.at, Bubble(message))


def photos() -> list[tuple[str, Attachment]]:
    """Five of the firm's own, the newest: a made-up one would be a broken picture. None in an empty firm."""
    kept = Attachment.objects.filter(kind="image", state=Attachment.State.STORED, thumbnail=True, message__isnull=False)
    return [("Photos in a row" if not place else "", one) for place, one in enumerate(kept.order_by("-pk")[:5])]


def cards() -> list[Card]:
    """Unread and moved by itself, a window that closes, slow, stale."""
    heard = {"New": ago(minutes=4), "Closing": ago(hours=22, minutes=40), "Slow": ago(days=1), "Stale": ago(days=9)}
    found = {name: talk(name, f"{name} card", heard=at, unread=int(name == "New")) for name, at in heard.items()}
    made = {
        name: lead(
            one, Stage.INTERESTED, trip="7-Day Explorer", party_size=2, value=3_000_000, score=61, travel_dates="08-12"
        )
        for name, one in found.items()
    }
    made["Slow"].stage_since = made["Stale"].stage_since = ago(days=30)
    step, move = ("Tell her about Pune", ago(hours=-2)), Move(next(ids), "she asked what is included", fresh=False)
    return [
        card(one, step if name == "Closing" else None, move if name == "New" else None) for name, one in made.items()
    ]


def tasks() -> list[TaskRow]:
    found = lead(talk("Priya Nair", "", heard=ago(hours=1)), Stage.QUALIFIED, trip="7-Day Explorer")
    due = {"Late": ago(minutes=18), "Soon": ago(minutes=-11), "Later": ago(hours=-5)}
    return [TaskRow(Task(pk=next(ids), lead=found, title=title, type="call", due_at=at)) for title, at in due.items()]


def plans(user: User) -> list[Plan]:
    say = Said(talk("Priya Nair", "", heard=ago(hours=1)), user)
    kinds = {"words": "text", "template": "template", "words; they have written since": "text", "late words": "text"}
    later: dict[str, Any] = {"send_at": ago(hours=-20), "status": "planned"}
    items = [say("staff", f"Planned {word}", type=kind, **later) for word, kind in kinds.items()]
    made = [item.body.message for item in items if isinstance(item.body, Bubble)]
    return [Plan(one, wrote=place == 2, closed=place == 3) for place, one in enumerate(made)]
