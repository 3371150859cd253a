"""A board with a few leads, each with somebody who wrote."""

from __future__ import annotations

import pytest

from cairn.dashboard.pipeline import figures
from cairn.leads.models import Lead
from tests.dashboard.conftest import signed_in, talks


@pytest.fixture
def at_desk(asha):
    figures.forget()
    return signed_in(asha)


@pytest.fixture
def lead_in(channel):
    """Makes a lead in a stage: `lead_in("Priya Nair", "interested", value=30_000_00)`."""

    def make(name: str, stage: str = "inquiry", **fields) -> Lead:
        talk = talks(channel, name, phone=fields.pop("phone", ""), words=fields.pop("words", "Hello"))
        Lead.objects.filter(conversation=talk).update(stage=stage, **fields)
        return Lead.objects.get(conversation=talk)

    return make


def column(client, stage: str, query: str = "") -> str:
    answer = client.get(f"/pipeline/column/{stage}?open={stage}&{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def names(client, stage: str, query: str = "") -> list[str]:
    """The cards of a column, top first."""
    return [part.split('"')[0] for part in column(client, stage, query).split('data-name="')[1:]]


def move(client, lead: Lead, to: str, **fields):
    """What the page sends when the card is dropped where the rows say it was seen."""
    lead.refresh_from_db()
    seen = {"seen_stage": lead.stage, "seen_position": repr(lead.position)}
    return client.post(f"/pipeline/{lead.pk}/move", {"stage": to, **seen, **fields}, headers={"HX-Request": "true"})
