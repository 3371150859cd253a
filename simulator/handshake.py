"""The handshake that Meta does before it believes in a webhook address."""

from __future__ import annotations

import secrets

import httpx

from simulator.errors import CallbackError, GraphError

LONGEST = 200


async def shake_hands(url: str, verify_token: str) -> None:
    """Raises CallbackError (2200) unless the address answers 200 with the challenge."""
    if len(url) > LONGEST:
        raise GraphError(100, message=f"(#100) Param override_callback_uri must be at most {LONGEST} characters long.")
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(httpx.URL(url).copy_merge_params(query))
    except (httpx.HTTPError, httpx.InvalidURL):
        raise CallbackError("The callback URL couldn't be reached.") from None
    if answer.status_code != 200 or answer.text != challenge:
        raise CallbackError(f"HTTP Status Code = {answer.status_code}; HTTP Message = {answer.reason_phrase}")
