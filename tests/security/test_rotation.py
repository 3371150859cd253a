"""A new SECRET_KEY: everything sealed goes on while the old one is known, and without it once all is sealed anew."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from cairn.accounts.factors import codes
from cairn.automation.models import Rule
from cairn.channels import numbers
from cairn.console import resealing
from cairn.lib import secrets
from tests.security.test_factors import SECRET

pytestmark = pytest.mark.django_db
OLD, NEW = "the-old-key-of-the-desk" * 3, "a-new-key-of-the-desk" * 3


@pytest.fixture
def sealed(settings, channel, asha):
    """A token, the secret of a rule and an authenticator from before the change."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    kept = numbers.add("15550001", "1", "EAAG-token")
    rule = Rule.objects.create(name="Tell", event="opted_out")
    data = {"secret": secrets.seal(SECRET)}
    Authenticator.objects.create(user=asha, type="totp", data=data)
    asha.recovery = codes.new_recovery(asha)
    return kept, rule, rule.signing_secret


def opened(kept, rule, asha):
    kept.refresh_from_db()
    rule.refresh_from_db()
    secret = Authenticator.objects.get(user=asha, type="totp").data["secret"]
    return secrets.unseal(kept.token), rule.signing_secret, secrets.unseal(secret), codes.left(asha)


def test_the_drill(settings, sealed, asha):
    kept, rule, signs = sealed
    whole = ("EAAG-token", signs, SECRET, 10)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert opened(kept, rule, asha) == whole
    assert resealing.reseal() == "1 tokens sealed anew\n1 webhook secrets sealed anew\n2 second factors sealed anew"
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(kept, rule, asha) == whole
    assert codes.opens(asha, asha.recovery[0]) == "recovery"


def test_without_the_old_key_it_says_so_and_spoils_nothing(settings, sealed, asha):
    kept, rule, signs = sealed
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []
    assert resealing.reseal().count("sealed with another SECRET_KEY") == 3
    settings.SECRET_KEY = OLD
    assert opened(kept, rule, asha) == ("EAAG-token", signs, SECRET, 10)


def test_no_secret_lies_open_in_its_row(sealed, asha):
    kept, rule, signs = sealed
    rows = f"{kept.token} {rule.secret} {list(Authenticator.objects.values_list('data', flat=True))}"
    assert not any(secret in rows for secret in ("EAAG-token", signs, SECRET, asha.recovery[0]))
