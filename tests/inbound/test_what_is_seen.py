"""Every recorded webhook, and what a person of the firm reads after it: in a thread, in the panel, or as news."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from cairn.conversations.models import Channel, Contact, Conversation, Message
from cairn.journal.models import Event, Quarantined
from cairn.lib import clock
from tests.dashboard.conftest import signed_in, thread
from tests.inbound.bodies import FILES, arrive, own_numbers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
SEEN: dict[str, list[str]] = json.loads((Path(__file__).parent / "seen.json").read_text())


def test_every_payload_has_something_to_be_seen():
    assert set(SEEN) == {path.stem for path in FILES}
    assert all(SEEN.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_person_sees_what_came(path, asha):
    own_numbers()
    said_before(json.loads(path.read_bytes()))
    arrive(path.read_bytes())
    text = everything(signed_in(asha))
    for words in SEEN[path.stem]:
        assert words in text


def everything(client) -> str:
    """All that is written in the threads and in the news, without marks and with single spaces."""
    pages = [thread(client, talk) for talk in Conversation.objects.order_by("pk")]
    news = [
        f"News: {data.get('why', '')} {data.get('detail', '')}"
        for data in Event.objects.filter(type__in=["notification", "opted_in", "opted_out"]).values_list(
            "data", flat=True
        )
    ]
    consent = [
        f"Ledger: {kind}" for kind in Event.objects.filter(type__startswith="opted").values_list("type", flat=True)
    ]
    aside = [f"Set aside: {reason}" for reason in Quarantined.objects.values_list("reason", flat=True)]
    names = [f"Known: {name}" for name in Contact.objects.values_list("name", flat=True)]
    plain = re.sub(r"<[^>]+>", " ", " ".join(pages))
    return re.sub(r"\s+", " ", html.unescape(" ".join([plain, *news, *consent, *aside, *names])))


def said_before(body: Any) -> None:
    """What a receipt, a reaction, an edit or a deletion speaks of was said before."""
    contact = Contact.objects.create(name="", phone="+16505551234")
    talk = Conversation.objects.create(channel=Channel.objects.earliest("pk"), contact=contact)
    talk.contact.identities.create(channel=talk.channel, kind="phone", value=contact.phone)
    for number, wamid in enumerate(dict.fromkeys(spoken_of(body))):
        Message.objects.create(
            conversation=talk,
            channel=talk.channel,
            wamid=wamid,
            direction="out",
            author="staff",
            text=f"What we said ({number})",
            status="accepted",
            at=clock.now(),
        )


def spoken_of(part: Any) -> list[str]:
    if isinstance(part, list):
        return [wamid for one in part for wamid in spoken_of(one)]
    if not isinstance(part, dict):
        return []
    named = [part[key] for key in ("message_id", "original_message_id") if isinstance(part.get(key), str)]
    statuses = part.get("statuses")
    receipts = [one["id"] for one in statuses if one.get("type") is None] if isinstance(statuses, list) else []
    return named + receipts + [wamid for one in part.values() for wamid in spoken_of(one)]
