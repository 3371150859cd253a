"""Pushes to phones: encrypted, once, only while nobody looks, and never into our own network."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connections

from cairn.accounts.models import User
from cairn.journal.models import Event, EventOnce
from cairn.lib import clock, outside
from cairn.notifications import keys, ledger, preferences
from cairn.notifications.models import Sent, Subscription
from cairn.notifications.news import Kind
from cairn.notifications.pushing import push_news
from cairn.notifications.subscribing import Unusable, remember
from tests.notifications.conftest import hot

HOT = "Hot lead ready to book - immediate action needed"


@pytest.mark.django_db
def test_a_hot_lead_reaches_the_phone_of_who_is_not_looking(pushed, priya, service):
    event = hot(priya)
    assert push_news() == 1
    assert service.read == [{"title": HOT, "body": "", "url": f"/inbox/{priya.pk}", "tag": f"event-{event.pk}"}]


@pytest.mark.django_db
def test_the_name_travels_only_when_allowed_and_number_and_words_never(pushed, priya, service):
    preferences.choose(pushed, wanted={Kind.HOT_LEAD: {"push"}}, quiet_at_night=False, push_details=True)
    hot(priya)
    push_news()
    (read,) = service.read
    assert read["body"] == "Priya Nair"
    assert "98450" not in json.dumps(read)
    assert "Hello" not in json.dumps(read)


@pytest.mark.django_db
def test_the_push_is_signed_with_our_key(pushed, priya, service):
    hot(priya)
    push_news()
    headers = service.headers[0]
    token, key = [part.split("=", 1)[1] for part in headers["authorization"].removeprefix("vapid ").split(",")]
    signed, _, signature = token.rpartition(".")
    raw = raw_bytes(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    keys.key().public_key().verify(der, signed.encode(), ec.ECDSA(SHA256()))
    claims = json.loads(raw_bytes(signed.split(".")[1]))
    assert service.origin.startswith(claims["aud"])
    assert key.strip() == keys.application_key()
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "14400")


def raw_bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.django_db
def test_run_twice_it_is_pushed_once(pushed, priya, service):
    hot(priya)
    assert [push_news(), push_news()] == [1, 0]
    assert len(service.bodies) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_push_it_once(pushed, priya, service):
    for number in range(5):
        hot(priya, key=f"hot-{number}")
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait()
        try:
            push_news()
        finally:
            connections.close_all()

    both = [threading.Thread(target=worker) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert len(service.bodies) == 5
    assert Sent.objects.filter(state="sent").count() == 5


@pytest.mark.django_db
def test_an_event_that_commits_late_is_pushed_too(pushed, priya, service):
    """One with a smaller number, committed after a later one was pushed."""
    late, early = hot(priya, key="late"), hot(priya, key="early")
    number = late.pk
    Event.objects.filter(pk=number).delete()
    EventOnce.objects.filter(number=number).delete()  # as if it had never been there
    push_news()
    late.pk = number
    late.save(force_insert=True)
    push_news()
    assert [read["tag"] for read in service.read] == [f"event-{early.pk}", f"event-{number}"]


@pytest.mark.django_db
def test_whoever_looks_is_not_pushed_then_nor_later(pushed, priya, service):
    User.objects.update(last_seen_at=clock.now())
    hot(priya)
    push_news()
    User.objects.update(last_seen_at=clock.now() - timedelta(minutes=3))
    push_news()
    assert not service.bodies


@pytest.mark.django_db
def test_what_somebody_does_not_want_is_not_pushed(pushed, priya, service):
    preferences.choose(pushed, wanted={}, quiet_at_night=False, push_details=False)
    hot(priya)
    assert push_news() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(pushed, priya, service, status):
    service.answers = [status]
    hot(priya)
    push_news()
    assert not Subscription.objects.exists()
    assert Sent.objects.get().state == "failed"


@pytest.mark.django_db
def test_a_service_that_is_busy_is_asked_again_a_few_times(pushed, priya, service):
    service.answers = [503] * 9
    hot(priya)
    push_news()
    for _ in range(6):
        Sent.objects.filter(state="again").update(next_at=clock.now() - timedelta(seconds=1))
        push_news()
    assert len(service.bodies) == 4
    assert Sent.objects.get().state == "failed"


@pytest.mark.django_db
def test_the_ledger_forgets_what_nobody_looks_at_any_more(pushed, priya, service):
    hot(priya)
    push_news()
    assert ledger.forget_old() == 0
    Sent.objects.update(at=clock.now() - timedelta(days=8))
    assert ledger.forget_old() == 1


@pytest.mark.django_db
def test_a_refused_push_is_not_repeated(pushed, priya, service):
    service.answers = [400]
    hot(priya)
    push_news()
    push_news()
    assert (len(service.bodies), Sent.objects.get().state) == (1, "failed")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://updates.push.services.mozilla.com/abc",
        "https://127.0.0.1/abc",
        "https://localhost/abc",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7/abc",
        "https://[::1]/abc",
        "https://user:secret@8.8.8.8/abc",
        "https://8.8.8.8:22/abc",
        "ftp://8.8.8.8/abc",
        "nonsense",
        "https://[half",
        "",
    ],
)
def test_an_address_inside_our_own_network_is_refused(asha, service, endpoint):
    with pytest.raises(Unusable):
        remember(asha, **(service.browser | {"endpoint": endpoint}))
    assert not Subscription.objects.exists()


@pytest.mark.django_db
def test_an_address_that_became_private_is_not_called(pushed, priya, settings):
    """Checked anew before each push, not only when it was given."""
    settings.PUSH_ORIGINS = []
    hot(priya)
    push_news()
    assert Sent.objects.get().state == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [{"p256dh": "abc"}, {"auth": "abc"}, {"p256dh": ""}])
def test_keys_that_are_none_are_refused(asha, service, broken):
    with pytest.raises(Unusable):
        remember(asha, **(service.browser | broken))


@pytest.mark.django_db
def test_a_browser_that_changes_hands_is_pushed_for_its_new_person_only(asha, rohan, service):
    remember(asha, **service.browser)
    remember(rohan, **service.browser)
    assert Subscription.objects.get().user == rohan


def test_a_public_address_is_let_through():
    assert outside.public("https://8.8.8.8/push") == ("8.8.8.8", "8.8.8.8")


def test_the_key_is_made_once_and_only_we_may_read_it(settings):
    first = keys.private_pem()
    keys.private_pem.cache_clear()
    assert keys.private_pem() == first
    assert (settings.DATA_DIR / keys.NAME).stat().st_mode & 0o777 == 0o600
    assert len(raw_bytes(keys.application_key())) == 65
