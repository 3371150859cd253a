from __future__ import annotations

import pytest

from cairn.catalog.models import Trip
from tests.conftest import person
from tests.dashboard.conftest import signed_in


@pytest.fixture
def trip(demo):
    return Trip.objects.get(slug="maharashtra-explorer-7d")


@pytest.fixture
def meera(db):
    """A manager."""
    return person("meera@trekandstay.test", "Meera Rao", "manager")


@pytest.fixture
def at_desk(meera):
    return signed_in(meera)
