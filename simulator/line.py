"""A connection that can be hung up without an answer: what `drop_reply` needs and ASGI has no word for."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Line(HttpToolsProtocol):
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"simulator.hang_up": self.hang_up}  # type: ignore[dict-item]

    def hang_up(self) -> None:
        self.transport.abort()


class Server(uvicorn.Server):
    """Tells the open streams to end as soon as the process is asked to: they would hold it up."""

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Unlike its parent it doesn't raise the signal again afterwards: to be stopped is no failure."""
        self._on_exit()
        self.force_exit = self.should_exit
        self.should_exit = True
