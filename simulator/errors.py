"""Meta's refusals: the exact JSON in which Graph says them, and in which webhooks do."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from simulator.codes import kind_of
from simulator.ids import trace_id

Json = dict[str, Any]
HREF = "/documentation/business-messaging/whatsapp/support/error-codes"
SPOKEN = {
    2: "An unexpected error has occurred. Please retry your request later.",
    104: "An access token is required to request this resource.",
    190: "Invalid OAuth access token - Cannot parse access token",
}
EXPIRED = "Error validating access token: Session has expired on Monday, 23-Nov-26 00:00:00 PST."
TRANSIENT = {2, 4}


class GraphError(Exception):
    """A refusal as Graph words it. `details` replaces the usual details of the code."""

    def __init__(self, code: int, details: str = "", *, message: str = "", subcode: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind_of(code)
        self.details = details or self.kind.details
        self.message = message or SPOKEN.get(code) or f"(#{code}) {self.kind.title}"
        self.subcode = subcode
        self.type = "OAuthException"
        self.status = self.kind.status
        self.extra: Json = {}
        self.headers: dict[str, str] = {}

    def body(self) -> Json:
        error: Json = {"message": self.message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        return {"error": error | self.extra | {"fbtrace_id": trace_id()}}

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status, self.headers or None)


class MissingObjectError(GraphError):
    """100/33: wrong id, no access, or an operation the object does not have. Graph doesn't say which."""

    def __init__(self, object_id: str, method: str = "POST", *, status: int = 400, message: str = "") -> None:
        spoken = message or (
            f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due "
            "to missing permissions, or does not support this operation"
        )
        super().__init__(100, message=spoken, subcode=33)
        self.details, self.type, self.status = "", "GraphMethodException", status


class TemplateError(GraphError):
    """What is wrong with a template: the code is in `error_subcode`, with words for the person who wrote it."""

    def __init__(self, subcode: int, title: str, words: str) -> None:
        super().__init__(100, message="Invalid parameter", subcode=subcode)
        self.details = ""
        self.extra = {"is_transient": False, "error_user_title": title, "error_user_msg": words}


class UnknownPathError(GraphError):
    """The path begins with no version: Graph doesn't take it for a node at all."""

    def __init__(self, path: str) -> None:
        super().__init__(2500, message=f"Unknown path components: {path}")
        self.details = ""


class OldVersionError(GraphError):
    """A version that has ended, or that there never was."""

    def __init__(self, version: str) -> None:
        super().__init__(
            2635, message=f"(#2635) Version {version} of the API is not available: please use a newer one."
        )
        self.details = ""


class CallbackError(GraphError):
    """The new webhook address did not answer the handshake with the challenge."""

    def __init__(self, answer: str) -> None:
        super().__init__(2200, message=f"(#2200) Callback verification failed with the following errors: {answer}")
        self.details = ""


def by_code(code: int, *, subcode: int | None = None, details: str = "") -> GraphError:
    """The refusal for any code of the page, worded as Meta words that family."""
    if 2388000 <= code < 2389000:
        return TemplateError(code, "Template can't be saved", details or "Change the template and try again.")
    if code == 190 and subcode in (463, 467):
        error = GraphError(190, message=EXPIRED, subcode=subcode)
    elif code == 100 and subcode == 33:
        error = MissingObjectError("1")
    else:
        error = GraphError(code, details, subcode=subcode)
    return error


def in_webhook(code: int, details: str = "") -> Json:
    """The same error as a `failed` status carries it."""
    kind = kind_of(code)
    said: Json = {"code": code, "title": kind.title, "message": kind.title}
    if details or kind.details:
        said["error_data"] = {"details": details or kind.details}
    return said | {"href": HREF}
