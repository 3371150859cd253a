"""English or Hindi: the profile decides, before signing in the browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_browser_decides_before_anybody_has_signed_in(client):
    assert '<html lang="hi"' in client.get("/sign-in", headers={"accept-language": "hi-IN,hi;q=0.9"}).text
    assert '<html lang="en"' in client.get("/sign-in", headers={"accept-language": "fr"}).text


def test_a_persons_choice_wins_over_the_browser(client, rohan):
    rohan.language = "hi"
    rohan.save()
    client.force_login(rohan)
    assert '<html lang="hi"' in client.get("/inbox", headers={"accept-language": "en"}).text
