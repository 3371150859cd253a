"""What the simulator is told by its environment."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingError(Exception):
    """A setting makes no sense; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """Defaults suit `make run`. Delays are in seconds, `throughput` in sends a second (0: by the number's own level).

    `numbers`: more of the firm's numbers, each with id, display, name, account and token.
    `data`: folder in which everything is kept; `journal`: file of the accepted sends, in `data` when not given.
    """

    host: str = "127.0.0.1"
    port: int = 8001
    webhook_url: str = "http://127.0.0.1:8000/api/whatsapp/webhook/"
    app_secret: str = "simulator-secret"
    access_token: str = "simulator-token"
    verify_token: str = "simulator-verify"
    phone_number_id: str = "106540352242922"
    business_account_id: str = "102290129340398"
    display_number: str = "15550783881"
    verified_name: str = "Trek & Stay"
    desk_url: str = "http://127.0.0.1:8000"
    public_url: str = "http://127.0.0.1:8001"
    data: Path | None = None
    journal: Path | None = None
    sent_after: float = 0.05
    delivered_after: float = 0.3
    throughput: float = 0.0
    numbers: tuple[dict[str, str], ...] = ()


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    given = {key.removeprefix("SIMULATOR_").lower(): value for key, value in environment.items() if value}
    known = Settings()
    host, port = given.get("host", known.host), _whole("PORT", given.get("port", str(known.port)))
    sent_after, delivered_after = _latency(given.get("latency", f"{known.sent_after},{known.delivered_after}"))
    return Settings(
        host=host,
        port=port,
        webhook_url=_address("WEBHOOK_URL", given.get("webhook_url", known.webhook_url)),
        app_secret=given.get("app_secret", known.app_secret),
        access_token=given.get("access_token", known.access_token),
        verify_token=given.get("verify_token", known.verify_token),
        phone_number_id=given.get("phone_number_id", known.phone_number_id),
        business_account_id=given.get("business_account_id", known.business_account_id),
        display_number=given.get("display_number", known.display_number).lstrip("+"),
        verified_name=given.get("verified_name", known.verified_name),
        desk_url=_address("DESK_URL", given.get("desk_url", known.desk_url)),
        public_url=_address("PUBLIC_URL", given.get("public_url", f"http://{host}:{port}")).rstrip("/"),
        data=Path(given["data"]) if "data" in given else None,
        journal=Path(given["journal"]) if "journal" in given else None,
        sent_after=sent_after,
        delivered_after=delivered_after,
        throughput=_seconds("THROUGHPUT", given.get("throughput", str(known.throughput))),
        numbers=_numbers(given.get("numbers", "[]")),
    )


def _latency(text: str) -> tuple[float, float]:
    """`"0.05,0.3"`: sent, delivered. One figure serves for both."""
    first, _, second = text.partition(",")
    return _seconds("LATENCY", first), _seconds("LATENCY", second or first)


def _seconds(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise SettingError(f"SIMULATOR_{name} must be a number, not {text!r}.") from None
    if not 0 <= number < 1_000_000:
        raise SettingError(f"SIMULATOR_{name} must be between 0 and a million, not {text!r}.")
    return number


def _numbers(text: str) -> tuple[dict[str, str], ...]:
    """`[{"id": "1065...", "display": "1555...", "name": "...", "account": "1022...", "token": "..."}, ...]`"""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    keys = {"id", "display", "name", "account", "token"}
    if not isinstance(found, list) or not all(
        isinstance(one, dict) and {"id", "display"} <= set(one) <= keys for one in found
    ):
        raise SettingError(f"SIMULATOR_NUMBERS must be a JSON list of objects with {', '.join(sorted(keys))}.")
    return tuple({key: str(value) for key, value in one.items()} for one in found)


def _whole(name: str, text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise SettingError(f"SIMULATOR_{name} must be a port number, not {text!r}.")
    return int(text)


def _address(name: str, text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise SettingError(f"SIMULATOR_{name} must start with http:// or https://, not {text!r}.")
    return text
