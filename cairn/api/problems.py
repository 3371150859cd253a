"""Errors as RFC 9457 problem+json, in plain words. A stack trace goes to the log, never to the caller."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from cairn.api.wording import describe
from cairn.lib import logs

log = logs.logger("api")
WORDS = {
    400: "The body is not valid JSON.",
    401: "Send the header 'Authorization: Bearer' with the token of CAIRN_API_TOKEN.",
    404: "There is nothing at this address.",
    405: "This address does not know this method.",
    500: "Something went wrong here. It is in the log.",
    503: "The database does not answer. Try again in a moment.",
}


class Problem(Exception):
    """A refusal with its status, its sentence and, for 422, one error for each field."""

    def __init__(self, status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors


def invalid(field: str, sentence: str) -> Problem:
    return Problem(422, f"{field}: {sentence}", [{"field": field, "detail": sentence}])


def respond(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> HttpResponse:
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail or WORDS.get(status, "")
    if errors:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def install(api: NinjaAPI) -> None:
    """Every way an operation can fail ends in `respond`."""
    api.add_exception_handler(Problem, refused)
    api.add_exception_handler(ValidationError, unreadable)
    api.add_exception_handler(HttpError, by_ninja)
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(OperationalError, away)
    api.add_exception_handler(InterfaceError, away)
    api.add_exception_handler(Exception, unexpected)


def refused(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(error.status, error.detail, error.errors)


def by_ninja(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(error.status_code)


def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [describe(one) for one in error.errors]
    return respond(422, "; ".join(f"{one['field']}: {one['detail']}" for one in errors[:3]), errors)


def away(request: HttpRequest, error: Any) -> HttpResponse:
    log.warning("database away", method=request.method, path=request.path, error=type(error).__name__)
    return respond(503)


def unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("api failed", method=request.method, path=request.path, exc_info=error)
    return respond(500)


def not_found(request: HttpRequest, error: Any = None) -> HttpResponse:
    """What stands at every other address under `/api/v1/`."""
    return respond(404)
