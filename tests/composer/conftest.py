"""Priya at the desk: her window open or closed, templates to choose from, files to send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.models import Conversation, Identity
from cairn.lib import clock
from tests.conversations.templates.conftest import QUICK, template
from tests.dashboard.conftest import signed_in, talks


@pytest.fixture
def at_desk(asha):
    return signed_in(asha)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_DIR = tmp_path


@pytest.fixture
def priya(channel):
    found = talks(channel, "Priya Nair", phone="+919845011223")
    Identity.objects.create(channel=channel, contact=found.contact, kind="phone", value="+919845011223")
    return found


@pytest.fixture
def closed(priya):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=30))
    priya.refresh_from_db()
    return priya


@pytest.fixture
def templates(channel):
    rows = {
        "reply_waiting": template("Hi {{1}}, we have an answer for you. Reply here to read it.", buttons=[QUICK]),
        "follow_up": template("Hi {{1}}, are you still thinking about {{2}}?", category="marketing"),
        "plain_news": template("The rain has stopped, the path is open."),
    }
    for name, row in rows.items():
        row.name = name
        row.save()
    return rows
