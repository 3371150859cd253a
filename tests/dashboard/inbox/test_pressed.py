"""A conversation that is pressed in the list comes alone: the list beside it stays as it is."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from tests.dashboard.conftest import page, talks

pytestmark = pytest.mark.django_db
HERE = "http://testserver/inbox"


def press(client, address, *, at=HERE, **headers):
    known = {"HX-Request": "true", "HX-Boosted": "true", "HX-Current-URL": at} | headers
    return client.get(address, headers=known)


def test_a_pressed_conversation_comes_without_the_list(at_desk, priya):
    answer = press(at_desk, f"/inbox/{priya.pk}")
    text = answer.content.decode()
    assert answer.headers["Cairn-Alone"] == "1"
    assert "<title>Priya Nair · Cairn</title>" in text and f'data-talk="{priya.pk}"' in text
    assert "Write to Priya Nair" in text and 'id="about"' in text
    assert 'id="conversations"' not in text and "<html" not in text


def test_its_lead_follows_once_the_words_are_there(at_desk, priya, django_assert_max_num_queries):
    press(at_desk, f"/inbox/{priya.pk}")  # the first notes who looked
    with django_assert_max_num_queries(12):
        text = press(at_desk, f"/inbox/{priya.pk}").content.decode()
    assert f'hx-get="/inbox/{priya.pk}/lead" hx-trigger="load ' in text and "Next steps" not in text
    assert "Next steps" in page(at_desk, f"/inbox/{priya.pk}")
    assert "Next steps" in (panel := page(at_desk, f"/inbox/{priya.pk}/lead")) and '"load ' not in panel


@pytest.mark.parametrize(
    ("address", "at"),
    [
        ("?view=mine", HERE),
        ("?q=priya", f"{HERE}?q=rohan"),
        ("", f"{HERE}?show=100"),
        ("", "http://testserver/leads"),
        ("", "nonsense [::"),
    ],
)
def test_where_another_list_stands_it_comes_too(at_desk, priya, address, at):
    answer = press(at_desk, f"/inbox/{priya.pk}{address}", at=at)
    assert "Cairn-Alone" not in answer.headers
    assert 'id="conversations"' in answer.content.decode()


def test_the_same_list_with_another_conversation_open_stays(at_desk, channel, priya):
    other = talks(channel, "Rohan Shah")
    at = f"{HERE}/{other.pk}?view=mine&sort=old"
    assert "Cairn-Alone" in press(at_desk, f"/inbox/{priya.pk}?sort=old&view=mine", at=at).headers


def test_going_back_and_a_link_from_elsewhere_bring_the_whole_page(at_desk, priya):
    for headers in ({"HX-Boosted": "false"}, {"HX-Request": "true", "HX-Current-URL": HERE}):
        answer = at_desk.get(f"/inbox/{priya.pk}", headers=headers)
        assert 'id="conversations"' in answer.content.decode()


def test_the_list_marks_the_conversation_that_the_browser_stands_at(at_desk, channel, priya):
    other = talks(channel, "Rohan Shah")
    text = at_desk.get("/inbox/list", headers={"HX-Current-URL": f"{HERE}/{priya.pk}"}).content.decode()
    assert re.findall(r'id="conversation-(\d+)" aria-current', text) == [str(priya.pk)]
    assert f'id="conversation-{other.pk}"' in text
    assert 'aria-current="true"' not in page(at_desk, "/inbox/list").split('id="conversations"')[1]


def test_no_rule_of_style_has_a_whole_page_styled_anew():
    """`* + *` has the browser style everything below a neighbour of whatever comes or goes: 30 ms of each change."""
    for file in (settings.BASE_DIR / "dashboard" / "static" / "cairn").glob("*.css"):
        assert not re.search(r"[+~]\s*\*", file.read_text()), file.name
