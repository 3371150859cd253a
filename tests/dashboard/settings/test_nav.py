"""The settings' own navigation: the same on every page of the settings, shorter for whoever may not manage."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
PAGES = ("", "/replies", "/notifications", "/health", "/me", "/templates")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_settings_leads_to_the_team(client, asha, page):
    asha.role = "manager"
    asha.save()
    client.force_login(asha)
    assert 'href="/settings/team"' in client.get(f"/settings{page}").text


@pytest.mark.parametrize("page", PAGES)
def test_agents_are_not_shown_what_they_may_not_open(client, asha, page):
    asha.role = "agent"
    asha.save()
    client.force_login(asha)
    assert 'href="/settings/team"' not in client.get(f"/settings{page}").text
