"""Several numbers, each with its own token, which is nowhere to be read."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection

from cairn.channels import clients, numbers
from cairn.conversations.models import Channel

pytestmark = pytest.mark.django_db
TOKEN = "EAAsecret-token-1234"


@pytest.fixture(autouse=True)
def _forget():
    yield
    numbers.forget()


def test_a_second_number_has_a_client_of_its_own(channel):
    second = numbers.add("2065403522", "102290129340399", TOKEN, name="Goa desk")
    assert numbers.channel("2065403522") == second
    assert clients.client(second) is not clients.client(channel)
    assert clients.client(second) is clients.client(Channel.objects.get(pk=second.pk))


def test_a_new_token_gives_a_new_client(channel):
    second = numbers.add("2065403522", "102290129340399", TOKEN)
    before = clients.client(second)
    numbers.set_token(second, "EAAanother")
    assert clients.client(second) is not before


def test_the_token_is_sealed_in_the_database_and_shown_nowhere(caplog):
    caplog.set_level(logging.DEBUG)
    second = numbers.add("2065403522", "102290129340399", TOKEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM conversations_channel c WHERE id = %s", [second.pk])
        stored = cursor.fetchone()[0]
    shown = [stored, repr(second), str(second), repr(clients.client(second)), repr(vars(clients.client)), caplog.text]
    assert TOKEN not in json.dumps(shown)


@pytest.mark.parametrize(
    ("number", "token"), [("abc", TOKEN), ("", TOKEN), ("2065403522", "a\nb"), ("2065403522", "a b")]
)
def test_what_cannot_be_a_number_or_a_token_is_refused_without_repeating_it(number, token):
    with pytest.raises(numbers.Unfit) as refused:
        numbers.add(number, "102290129340399", token)
    assert token not in str(refused.value)
    assert not Channel.objects.filter(number="2065403522").exists()


def test_after_a_new_secret_key_every_token_is_sealed_anew(settings):
    second = numbers.add("2065403522", "102290129340399", TOKEN)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [settings.SECRET_KEY]
    assert numbers.reseal() == 1
    settings.SECRET_KEY_FALLBACKS = []
    second.refresh_from_db()
    assert clients.client(second)
