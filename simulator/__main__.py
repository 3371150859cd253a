"""`python -m simulator`: one process, one port, until it is told to stop."""

from __future__ import annotations

import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from simulator.app import create_app
from simulator.line import Line, Server
from simulator.settings import SettingError, Settings, from_environment


def main() -> None:
    try:
        settings = from_environment()
    except SettingError as wrong:
        raise SystemExit(f"simulator: {wrong}") from None
    app = create_app(settings)
    server = serve(app, settings, app.state.box.events.close)
    print(
        f"simulator listening=http://{settings.host}:{settings.port}/ webhook={settings.webhook_url}", file=sys.stderr
    )
    server.run()
    print("simulator stopped", file=sys.stderr)


def serve(app: ASGIApp, settings: Settings, on_exit: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Line,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
        lifespan="on",
    )
    return Server(config, on_exit)


if __name__ == "__main__":
    main()
