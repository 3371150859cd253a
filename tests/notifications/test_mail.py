"""The mail of what waited: one, plain, and only for who was away. Through a mail server that speaks SMTP."""

from __future__ import annotations

import socketserver
import threading
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.db import connections

from cairn.accounts.models import User
from cairn.journal.models import Event
from cairn.lib import clock
from cairn.notifications import bell
from cairn.notifications.mailing import mail_news
from cairn.notifications.models import Sent
from tests.notifications.conftest import hot


class Post(socketserver.ThreadingTCPServer):
    """A mail server; `busy` makes it refuse for now."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.mails: list[str] = []
        self.busy = False


class Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 post")
        for raw in self.rfile:
            word = raw.decode().strip().upper()
            if word == "DATA":
                self.take()
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("451 later" if word.startswith("MAIL") and self.server.busy else "250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode())
        self.server.mails.append("".join(lines))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def post(settings):
    server = Post()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "cairn@trekandstay.test"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def away(asha, by_day):
    """Asha left an hour ago."""
    User.objects.update(last_seen_at=clock.now() - timedelta(hours=1))
    return asha


def waited(talk, **fields) -> Event:
    """A hot lead of ten minutes ago."""
    return hot(talk, at=clock.now() - timedelta(minutes=10), **fields)


def words(mail: str) -> str:
    return message_from_string(mail, policy=policy.default).get_content()


@pytest.mark.django_db
def test_what_waited_comes_in_one_plain_mail(away, priya, post):
    waited(priya, key="one")
    waited(priya, key="two")
    assert mail_news() == 1
    (mail,) = post.mails
    assert "Subject: Hot lead ready to book - immediate action needed, and 1 more" in mail.replace("\n ", " ").replace(
        "\r", ""
    )
    assert "To: asha@trekandstay.test" in mail
    assert words(mail).count("Priya Nair") == 2
    assert f"/inbox/{priya.pk}" in words(mail)
    assert "text/plain" in mail
    assert "98450" not in words(mail)


@pytest.mark.django_db
def test_run_again_at_once_nothing_more_is_mailed(away, priya, post):
    waited(priya, key="one")
    mail_news()
    waited(priya, key="two")
    assert mail_news() == 0
    Sent.objects.update(at=clock.now() - timedelta(minutes=31))
    assert mail_news() == 1
    assert len(post.mails) == 2
    assert words(post.mails[1]).count("Priya Nair") == 1


@pytest.mark.django_db
def test_whoever_is_at_the_desk_gets_no_mail(asha, priya, post, by_day):
    User.objects.update(last_seen_at=clock.now())
    waited(priya)
    assert mail_news() == 0


@pytest.mark.django_db
def test_what_was_read_in_the_bell_is_not_mailed(away, priya, post):
    waited(priya)
    bell.read_all(away)
    assert mail_news() == 0


@pytest.mark.django_db
def test_what_just_happened_waits_a_little(away, priya, post):
    hot(priya)
    assert mail_news() == 0


@pytest.mark.django_db
def test_a_mail_server_that_is_busy_gets_the_same_mail_later(away, priya, post):
    waited(priya)
    post.busy = True
    assert mail_news() == 0
    post.busy = False
    Sent.objects.update(next_at=clock.now() - timedelta(seconds=1), at=clock.now() - timedelta(hours=1))
    assert mail_news() == 1
    assert [row.state for row in Sent.objects.all()] == ["sent"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_once(away, priya, post):
    waited(priya)
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait()
        try:
            mail_news()
        finally:
            connections.close_all()

    both = [threading.Thread(target=worker) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert len(post.mails) == 1
