"""What Meta saw: the last calls of Cairn and the last webhooks with Cairn's answer. Tokens never get in here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]
KEPT = 200


@dataclass(frozen=True)
class Request:
    """A call that Cairn made. `answer` is the HTTP status, 0 when the connection was closed without one."""

    at: float
    method: str
    path: str
    words: str
    body: Any
    answer: int
    milliseconds: int
    code: int | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Webhook:
    """A post to Cairn. `answer` is the HTTP status, 0 when nobody answered."""

    at: float
    words: str
    body: Any
    answer: int
    milliseconds: int
    attempt: int


class Seen:
    """`news` is called after each."""

    def __init__(self, news: Callable[[], None]) -> None:
        self._news = news
        self.requests: deque[Request] = deque(maxlen=KEPT)
        self.webhooks: deque[Webhook] = deque(maxlen=KEPT)

    def request(self, request: Request) -> None:
        self.requests.append(request)
        self._news()

    def webhook(self, webhook: Webhook) -> None:
        self.webhooks.append(webhook)
        self._news()

    def as_json(self) -> Json:
        return {
            "requests": [asdict(one) for one in self.requests],
            "webhooks": [asdict(one) for one in self.webhooks],
        }
