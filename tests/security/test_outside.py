"""No address that somebody gives us leads into our own network: nobody listens in vain, for nobody comes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cairn.automation.hooks import post as hooks
from cairn.knowledge.documents import page as pages
from cairn.lib import outside
from cairn.notifications import subscribing

HOSTS = [
    "127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "017700000001", "0177.0.0.1", "0x7f000001", "0x7f.1",
    "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd00::1]",
    "169.254.169.254", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "2852039166", "0xa9fea9fe",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "[ff02::1]", "[2001:db8::1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1",
]  # fmt: skip
FORMS = [
    "https://{host}:{port}/", "http://{host}:{port}/", "https://{host}/", "https://user:word@{host}:{port}/", "https://example.org@{host}:{port}/",
    "https://{host}:{port}#@example.org/", "https://{host}:{port}\\@example.org/", "//{host}:{port}/", "ftp://{host}:{port}/",
    "gopher://{host}:{port}/_x", "file://{host}/etc/passwd", "HTTPS://{host}:{port}/", " https://{host}:{port}/",
    "https:\\\\{host}:{port}/",
]  # fmt: skip


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port inside, and everybody who came there."""
    came: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    over = threading.Event()

    def wait() -> None:
        while not over.is_set():
            try:
                came.append(server.accept()[1][0])
            except TimeoutError:
                continue

    thread = threading.Thread(target=wait)
    thread.start()
    yield server.getsockname()[1], came
    over.set()
    thread.join()
    server.close()


@pytest.fixture
def no_names(monkeypatch):
    """The network of tests knows no names but its own."""
    real = socket.getaddrinfo

    def known(host, *rest, **more):
        text = host.decode() if isinstance(host, bytes) else str(host)
        if text.rstrip(".").lower() in ("localhost", "example.org") or not any(
            c.isalpha() for c in text.lower().replace("0x", "")
        ):
            return real("127.0.0.1" if "example" in text else text, *rest, **more)
        return real(text, *rest, **more) if ":" in text or text[:2] == "0x" else []

    monkeypatch.setattr(socket, "getaddrinfo", known)


def addresses(port: int) -> list[str]:
    return [form.format(host=host, port=port) for host in HOSTS for form in FORMS]


def test_nothing_that_goes_outside_reaches_our_own_network(listener, no_names):
    port, came = listener
    tried = addresses(port)
    assert len(tried) > 500
    for url in tried:
        for reach in (by_page_and_push, by_hook):
            assert reach(url) is False, (reach.__name__, url)
    assert came == []


def by_page_and_push(url: str) -> bool:
    return let_through(outside.public, url)


def by_hook(url: str) -> bool:
    return let_through(lambda one: hooks.post(one, b"{}", secret="s", at=1, call=1), url)


def let_through(go, url: str) -> bool:
    """Whether it was let through; refused and unreachable are the same to whoever asks."""
    try:
        go(url)
    except (outside.Forbidden, OSError, ValueError):
        return False
    return True


def test_a_name_that_changes_its_answer_is_asked_once_and_gains_nothing(monkeypatch, listener):
    port, came = listener
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (one, port)) for one in next(answers)])
    assert outside.public("https://rebind.example.org/")[1] == "93.184.216.34"
    with pytest.raises(outside.Forbidden):
        outside.public("https://rebind.example.org/")
    assert came == []


@pytest.mark.parametrize("text", ["64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:127.0.0.1", "ff02::1", "224.0.0.1"])
def test_an_inner_address_inside_an_outer_one_is_seen(text):
    import ipaddress

    assert not outside.open_to_all(ipaddress.ip_address(text))


def test_pages_and_pushes_ask_the_same_judge():
    sources = [Path(str(module.__file__)).read_text() for module in (pages, subscribing)]
    assert all("outside" in source for source in sources)
