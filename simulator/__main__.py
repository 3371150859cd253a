"""`python -m simulator`: one process, one port, until it is told to stop."""

from __future__ import annotations

import sys

import uvicorn

from simulator.app import create_app
from simulator.line import Line, Server
from simulator.settings import SettingError, Settings, from_environment


def main() -> None:
    try:
        settings = from_environment()
    except SettingError as wrong:
        raise SystemExit(f"simulator: {wrong}") from None
    server = build(settings)
    print(
        f"simulator listening=http://{settings.host}:{settings.port}/ webhook={settings.webhook_url}", file=sys.stderr
    )
    server.run()
    print("simulator stopped", file=sys.stderr)


def build(settings: Settings) -> Server:
    app = create_app(settings)
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
    return Server(config, app.state.box.events.close)


if __name__ == "__main__":
    main()
