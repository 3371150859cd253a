"""A sealed secret opens with its key, with an old key that is still known, and with nothing else."""

from __future__ import annotations

import pytest

from cairn.lib import secrets
from cairn.lib.secrets import Broken, renew, seal, unseal

TOKEN = "EAAsecret-token-1234"


def test_what_was_sealed_opens_again_and_shows_nothing():
    sealed = seal(TOKEN)
    assert unseal(sealed) == TOKEN
    assert TOKEN not in sealed
    assert seal(TOKEN) != sealed


def test_another_key_opens_nothing(settings):
    sealed = seal(TOKEN)
    settings.SECRET_KEY = "another key"
    with pytest.raises(Broken, match="give it again"):
        unseal(sealed)


def test_an_old_key_still_opens_until_everything_is_sealed_anew(settings):
    sealed, old = seal(TOKEN), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    assert unseal(sealed) == TOKEN
    fresh = renew(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(fresh) == TOKEN


@pytest.mark.parametrize("damaged", ["", "x", "gAAAAA", "é" * 200])
def test_damage_is_said_in_words(damaged):
    with pytest.raises(Broken):
        unseal(damaged)


def test_the_key_itself_is_never_the_cipher_key(settings):
    assert settings.SECRET_KEY.encode() not in secrets.derived(settings.SECRET_KEY)
