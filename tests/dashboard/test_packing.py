"""What travels packed, and what must not."""

from __future__ import annotations

import gzip
import re

import pytest

from cairn.dashboard import assets
from cairn.dashboard.templatetags import desk
from tests.dashboard.conftest import page, talks

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_packed_for_whoever_can_unpack_it(at_desk, channel):
    talks(channel, "Priya Nair")
    answer = at_desk.get("/inbox", headers=PACKED)
    assert answer["Content-Encoding"] == "gzip"
    assert "Priya Nair" in gzip.decompress(answer.content).decode()
    assert len(answer.content) * 3 < len(page(at_desk, "/inbox"))


def test_styles_and_scripts_are_packed(client):
    answer = client.get("/static/cairn/talk-acts.js", headers=PACKED)
    assert answer["Content-Encoding"] == "gzip"
    assert b"customElements.define" in gzip.decompress(answer.content)
    assert b".row" in client.get("/static/cairn/inbox.css").content


def test_scripts_travel_without_comments_and_import_by_version(client):
    script = client.get("/static/cairn/talk-acts.js").content.decode()
    assert not [line for line in script.splitlines() if line.startswith(("//", " ")) or not line]
    assert f'from "./spoken-words.js?v={assets.version("spoken-words.js")}"' in script


def test_a_file_with_its_version_is_kept_for_a_year_and_without_one_for_an_hour(client):
    assert "immutable" in client.get(desk.asset("talk-acts.js"))["Cache-Control"]
    plain = client.get("/static/cairn/talk-acts.js")
    assert "max-age=3600" in plain["Cache-Control"]
    again = client.get("/static/cairn/talk-acts.js", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "../settings.py", "..%2Fbase.css", "htmx-LICENSE.txt.js"])
def test_what_is_not_there_is_not_found(client, name):
    assert client.get(f"/static/cairn/{name}").status_code == 404


def test_pictures_and_sound_stay_as_they_are(client):
    for name in ("knock.wav", "icon-192.png"):
        answer = client.get(f"/static/cairn/{name}", headers=PACKED)
        assert "Content-Encoding" not in answer
        answer.close()


STYLE = re.compile(r'(?:src|href|data-line)="/static/cairn/([\w.-]+\.(?:js|css|svg))')
LATE = re.compile(r'data-script="/static/cairn/([\w.-]+)[^>]*data-when="([\w-]+)"')
IMPORTED = re.compile(r'(?:from |import )"\./([\w.-]+\.js)')


def weight(client, address: str) -> tuple[int, int]:
    """Bytes of a first visit as they travel: the page with scripts, styles and drawings; and the scripts alone."""
    answer = client.get(address, headers=PACKED)
    html = gzip.decompress(answer.content).decode()
    waiting = [*STYLE.findall(html), *(name for name, tag in LATE.findall(html) if f"<{tag}" in html)]
    sizes: dict[str, int] = {}
    while waiting:
        if (name := waiting.pop()) not in sizes:
            sizes[name] = len(assets.packed(name))
            waiting += IMPORTED.findall(assets.served(name).decode())
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    return len(answer.content) + sum(sizes.values()), scripts


def test_the_inbox_and_an_open_conversation_are_light(at_desk, channel):
    people = [talks(channel, f"Priya Nair {number}") for number in range(30)]
    for address in ("/inbox", f"/inbox/{people[0].pk}"):
        whole, scripts = weight(at_desk, address)
        assert 20_000 < scripts < 40_000, address
        assert scripts < whole < 150_000, address
