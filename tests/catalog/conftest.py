from __future__ import annotations

import pytest

from cairn.catalog.edit.written import By
from cairn.catalog.models import Trip


@pytest.fixture
def by(asha):
    return By("staff", asha)


@pytest.fixture
def trip(demo):
    return Trip.objects.get(slug="maharashtra-explorer-7d")
