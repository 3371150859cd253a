"""A push service or a mail server that is dead is left alone, and holds up neither the others nor the mails."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest

from cairn.journal.models import Event, Outage
from cairn.notifications import guards
from cairn.notifications.models import Sent
from cairn.notifications.pushing import push_news
from cairn.notifications.subscribing import remember
from tests.desk import free_port
from tests.notifications.conftest import hot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew():
    guards.at.cache_clear()
    guards.mail.breaker.answered()
    yield
    guards.at.cache_clear()
    guards.mail.breaker.answered()


def test_a_dead_push_service_does_not_hold_up_another_one(pushed, rohan, priya, service, settings):
    dead = f"http://127.0.0.1:{free_port()}"
    settings.PUSH_ORIGINS = [*settings.PUSH_ORIGINS, dead]
    remember(rohan, **{**service.browser, "endpoint": f"{dead}/push/abc"})
    for number in range(4):
        hot(priya, key=f"hot-{number}")
    push_news()
    assert len(service.bodies) == 4
    assert Sent.objects.filter(user=rohan, state="again").count() == 4
    assert not guards.service(dead).allows()
    assert Outage.objects.get().why.startswith(f"The push service {dead.removeprefix('http://')} has not answered")


def test_a_mail_server_that_is_away_is_told_once_and_left_alone(asha):
    for _ in range(3):
        guards.mail.failed()
    assert not guards.mail.allows()
    assert Event.objects.get(type="notification").data["why"].endswith("0 mails wait")


def test_a_refused_recipient_says_nothing_about_the_mail_server():
    assert not guards.unanswered(SMTPRecipientsRefused({}))
    assert guards.unanswered(SMTPServerDisconnected())
    assert guards.unanswered(ConnectionRefusedError())
