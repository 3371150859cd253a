"""What each Event means, and who hears of it: the whole table, without a database."""

from __future__ import annotations

import pytest

from cairn.accounts.models import User
from cairn.automation.transitions import HOT
from cairn.journal.models import Event
from cairn.notifications.news import About, Kind, tell

RAHUL = About("Rahul Deshmukh", "5-Day Waterfall", owner=2)
NOBODYS = About("Rahul Deshmukh", "5-Day Waterfall")
ASHA, ROHAN, SNEHA = User(pk=1, role="owner"), User(pk=2, role="agent"), User(pk=3, role="agent")
CAST = {"asha": ASHA, "rohan": ROHAN, "sneha": SNEHA}
EVERYBODY = {"asha", "rohan", "sneha"}


def event(type: str, actor: str = "rule", user_id: int | None = None, **data) -> Event:
    talk = data.pop("talk", 5)
    return Event(pk=9, type=type, actor=actor, user_id=user_id, conversation_id=talk, lead_id=talk and 7, data=data)


TABLE = [
    (event("notification", why=HOT, rule="booking_intent", urgent=True), Kind.HOT_LEAD, HOT, EVERYBODY),
    (event("notification", why="Rahul has a date", rule="dates_given"), Kind.OTHER, "Rahul has a date", {"asha", "rohan"}),
    (event("notification", "system", why="human_request"), Kind.HANDOVER, "A customer waits for a person", {"asha", "rohan"}),
    (event("notification", "system", why="Maybe not delivered"), Kind.DELIVERY_FAILED, "Maybe not delivered", {"asha", "rohan"}),
    (event("notification", kind="overdue", why="Overdue: Call Rahul", to=3), Kind.OVERDUE, "Overdue: Call Rahul", {"sneha"}),
    (event("notification", kind="overdue", why="Overdue: Call Rahul"), Kind.OVERDUE, "Overdue: Call Rahul", {"asha", "rohan"}),
    (event("notification", "system", talk=None, why="WhatsApp says: account update"), Kind.SYSTEM, "WhatsApp says: account update", {"asha"}),
    (event("lead_created", "customer", source="whatsapp"), Kind.NEW_LEAD, "New lead from WhatsApp", EVERYBODY),
    (event("delivery_failed", "system"), Kind.DELIVERY_FAILED, "Not delivered", {"asha", "rohan"}),
    (event("payment_received", "system"), Kind.PAYMENT, "Payment received", EVERYBODY),
    (event("booking_confirmed", "staff"), Kind.PAYMENT, "Booking confirmed", EVERYBODY),
    (event("stage_suggested", to="lost"), Kind.OTHER, "Suggested: move to Closed lost", {"asha", "rohan"}),
    (event("assigned", "staff", 1, to=3), Kind.ASSIGNED, "Given to you", {"sneha"}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kind", "title", "hearers"), TABLE, ids=lambda value: getattr(value, "type", None))
def test_each_event_has_its_kind_its_words_and_its_hearers(given, kind, title, hearers):
    news = tell(given, RAHUL if given.conversation_id else About())
    assert news
    assert (news.kind, news.title) == (kind, title)
    assert {name for name, person in CAST.items() if news.heard_by(person)} == hearers


@pytest.mark.parametrize(
    "given",
    [
        event("notification", "system", why="Not delivered"),  # delivery_failed tells it
        event("notification", why="Payment received from Rahul", rule="payment_received"),
        event("assigned", "staff", 3, to=3),
        event("assigned", "staff", 3, assistant="paused"),
        event("message_received", "customer"),
        event("stage_changed"),
    ],
)
def test_nothing_is_told_twice_and_not_everything_is_news(given):
    assert tell(given, RAHUL) is None


def test_a_hot_lead_is_urgent_and_names_customer_and_trip():
    news = tell(event("notification", why=HOT, urgent=True), RAHUL)
    assert news
    assert news.title == "Hot lead ready to book - immediate action needed"
    assert news.detail == "Rahul Deshmukh, 5-Day Waterfall"
    assert news.urgent


def test_news_of_a_lead_that_nobody_owns_is_everybodys():
    news = tell(event("notification", "system", why="help"), NOBODYS)
    assert news
    assert all(news.heard_by(person) for person in CAST.values())
    assert news.detail == "Rahul Deshmukh, 5-Day Waterfall: help"
