"""Errors told to a service that speaks Sentry's protocol, only where SENTRY_DSN names one: the kind of the error and
the places it went through. Everything else of an event is dropped, whatever a later version of the library adds.

https://develop.sentry.dev/sdk/data-model/event-payloads/
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from cairn import __version__

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk", "tags", "logentry")
FRAME = ("filename", "module", "function", "lineno", "context_line", "in_app")
# Words of ours beside the sentence of a log line; numbers are ids and counts and may always go along.
WORDS = ("step", "error", "check", "process", "logger")


def start(dsn: str, process: str) -> None:
    """Report what is logged as an error from now on. Without a DSN the library is not even loaded."""
    if not dsn:
        return
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration

    sentry_sdk.init(
        dsn=dsn,
        release=f"cairn@{__version__}",
        before_send=scrub,
        before_send_transaction=lambda event, hint: None,
        before_breadcrumb=lambda crumb, hint: None,
        max_breadcrumbs=0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[AtexitIntegration(callback=lambda pending, timeout: None), DedupeIntegration()],
        include_local_variables=False,
        send_default_pii=False,
        max_request_body_size="never",
        send_client_reports=False,
        auto_session_tracking=False,
        shutdown_timeout=2,
    )
    sentry_sdk.set_tag("process", process)
    logging.getLogger().addHandler(Reporter(logging.ERROR))


class Reporter(logging.Handler):
    """Hands on every line of level error: with its exception, or as a sentence of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        import sentry_sdk

        told = record.msg if isinstance(record.msg, dict) else {}
        try:
            with sentry_sdk.new_scope() as scope:
                for name, value in tags(record, told).items():
                    scope.set_tag(name, value)
                if error := exception(record, told):
                    scope.capture_exception(error)
                elif told:
                    scope.capture_message(str(told.get("event", "")), level="error")
        except Exception:
            self.handleError(record)


def tags(record: logging.LogRecord, told: dict[str, Any]) -> dict[str, str]:
    known = {name: told[name] for name in told if name in WORDS or isinstance(told[name], int)}
    return {"logger": record.name, **{name: str(value)[:100] for name, value in known.items() if name != "exc_info"}}


def exception(record: logging.LogRecord, told: dict[str, Any]) -> BaseException | None:
    found = told.get("exc_info") or record.exc_info
    if isinstance(found, BaseException):
        return found
    return found[1] if isinstance(found, tuple) else None


def scrub(event: Event, hint: Hint) -> Event | None:
    """Built anew from what may be said, so that nothing else can slip through."""
    given: dict[str, Any] = dict(event)
    kept = {name: given[name] for name in KEPT if name in given}
    if given.get("message"):
        kept["message"] = given["message"]
    values = (given.get("exception") or {}).get("values") or []
    if values:
        kept["exception"] = {"values": [bare(value) for value in values]}
    return cast("Event", kept)


def bare(value: dict[str, Any]) -> dict[str, Any]:
    """The kind of an exception and its places; its words quote rows, addresses and bodies."""
    frames = (value.get("stacktrace") or {}).get("frames") or []
    places = [{name: frame[name] for name in FRAME if name in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "value": "", "stacktrace": {"frames": places}}
