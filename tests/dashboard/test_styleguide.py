"""The parts of the screens on one page, for developers only."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db


def test_it_is_there_only_while_developing(client, rohan, settings):
    client.force_login(rohan)
    assert client.get("/styleguide").status_code == 404
    settings.DEBUG = True
    assert client.get("/styleguide").status_code == 200


def test_every_sign_on_it_is_in_the_sprite(client, rohan, settings):
    settings.DEBUG = True
    client.force_login(rohan)
    page = client.get("/styleguide").text
    assert set(re.findall(r'<use href="#([^"]+)"', page)) <= set(re.findall(r'<symbol id="([^"]+)"', page))


def test_it_shows_the_parts_that_the_screens_use_in_each_state(client, rohan, settings):
    settings.DEBUG = True
    client.force_login(rohan)
    page = client.get("/styleguide").text
    for status in ("queued", "unknown", "parked", "failed"):
        assert f'data-status="{status}"' in page
    assert page.count('class="said-foot"') >= 8
    for part in ('<reply-box id="composer-', "<voice-note>", 'id="planned-', 'class="begun"', 'class="card-moved"'):
        assert part in page, part
