"""One line per outcome: what happened, ids, milliseconds. Never a message's words, a phone number or a token.

What we write ourselves is written with care. What is not ours (libraries, the text of exceptions, which quote the row or
the request that broke) is let through only as far as it can't hold a customer's words: see `shape` and `foreign`.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Any

import structlog
from django.conf import settings
from structlog.typing import EventDict, Processor, WrappedLogger

from cairn.lib import reports
from cairn.lib.traces import shape

# Characters that end a line, move a cursor or hide text: a log must not be written by whoever is logged.
CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    0x0A: "\\n",
    0x0D: "\\r",
    0x09: "\\t",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
# Libraries whose lines hold names of ours and numbers only; and those whose first line is a fixed sentence.
TRUSTED = ("procrastinate.worker", "procrastinate.manager")
FIXED = ("asyncio", "uvicorn.error")


def configure(process: str) -> None:
    """Set up logging for one process of Cairn; its name begins each line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
    ]
    ends: list[Processor] = [
        told_exception,
        on_one_line,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[foreign, *shared],
        pass_foreign_args=True,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("httpx", "httpcore", "procrastinate", "asyncio", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    reports.start(settings.SENTRY_DSN, process)
    sys.excepthook = uncaught
    threading.excepthook = lambda broken: uncaught(broken.exc_type, broken.exc_value, broken.exc_traceback)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    log: structlog.stdlib.BoundLogger = structlog.get_logger(f"cairn.{name}")
    return log


def uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught ends the process or its thread; Python itself would print the words of the exception."""
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        logging.getLogger("cairn").critical("nobody caught it", exc_info=(kind, error or kind(), trace))


def told_exception(log: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """An exception as its kind and the places it came through, without its words."""
    found = event.pop("exc_info", None)
    if found:
        error = found if isinstance(found, BaseException) else (sys.exc_info() if found is True else found)[1]
        if error is not None:
            event["trace"] = shape(error)
    event.pop("stack_info", None)
    return event


def foreign(log: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A line of a library: its pattern without what was put in, since that may be an address, a header or a body."""
    record: Any = event.get("_record")
    filled = event.pop("positional_args", None)
    if record is None or record.name.startswith("cairn") or record.name in TRUSTED:
        return event
    pattern = str(record.msg).splitlines()[0] if record.msg else ""
    event["event"] = pattern[:80] if filled or record.name in FIXED else "a message"
    event["logger"] = record.name
    if status := getattr(record, "status_code", None):
        event["status"] = status
    return event


def on_one_line(log: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Whatever a value holds, it stays in its line."""
    return {name: value.translate(CONTROL) if isinstance(value, str) else value for name, value in event.items()}
