"""The simulator as another client sees it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.simulator.conftest import customer as customer
from tests.simulator.conftest import desk as desk
from tests.simulator.conftest import phone as phone
from tests.simulator.conftest import stage as stage


@pytest.fixture
def pywa(phone) -> Iterator:
    """pywa, an independent WhatsApp library, pointed at the simulator instead of graph.facebook.com."""
    import pywa

    session = httpx.Client(trust_env=False, timeout=5)
    made = pywa.WhatsApp(
        phone_id="106540352242922",
        token="simulator-token",
        waba_id="102290129340398",
        session=session,
        server=None,
        app_secret="simulator-secret",
        verify_token="simulator-verify",
        validate_updates=False,
        api_version=25.0,
    )
    session.base_url = f"{phone.url}/v25.0"
    yield made
    session.close()
