"""Meta's refusals: one table of codes, and the exact JSON in which Graph says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from simulator.ids import trace_id

Json = dict[str, Any]
HREF = "/documentation/business-messaging/whatsapp/support/error-codes"


@dataclass(frozen=True)
class Kind:
    """One row of Meta's error page: HTTP status, title, usual details."""

    status: int
    title: str
    details: str = ""


KINDS: dict[int, Kind] = {
    0: Kind(401, "AuthException", "We were unable to authenticate the app user"),
    1: Kind(400, "API Unknown"),
    2: Kind(503, "API Service"),
    3: Kind(500, "API Method"),
    4: Kind(400, "Application request limit reached"),
    10: Kind(403, "Application does not have permission for this action"),
    100: Kind(400, "Invalid parameter", "One or more parameters are invalid."),
    104: Kind(401, "No access token"),
    190: Kind(401, "Invalid OAuth access token"),
    200: Kind(403, "You do not have the necessary permissions to send messages on behalf of this account"),
    368: Kind(403, "Temporarily blocked for policies violations", "The WhatsApp Business Account has been restricted."),
    80007: Kind(400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    130403: Kind(400, "User is blocked by the business", "Unblock the user first."),
    130429: Kind(400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: Kind(400, "User's number is part of an experiment", "Failed to send message because of an experiment."),
    130497: Kind(403, "Business account is restricted from messaging users in this country."),
    131000: Kind(500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: Kind(403, "Access denied", "Permission is either not granted or has been removed."),
    131008: Kind(400, "Required parameter is missing", "A required parameter is missing."),
    131009: Kind(400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: Kind(500, "Service unavailable", "A service is temporarily unavailable."),
    131021: Kind(400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: Kind(400, "Message undeliverable", "Message Undeliverable."),
    131030: Kind(
        400,
        "Recipient phone number not in allowed list",
        "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.",
    ),
    131031: Kind(
        403,
        "Account has been locked",
        "The account has been restricted or disabled for violating a platform policy.",
    ),
    131037: Kind(400, "WhatsApp provided number needs display name approval before message can be sent."),
    131042: Kind(400, "Business eligibility payment issue", "There was an error related to your payment method."),
    131045: Kind(500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
    131047: Kind(
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131048: Kind(
        400,
        "Spam rate limit hit",
        "Message failed to send because there are restrictions on how many messages can be sent from this phone number.",
    ),
    131049: Kind(
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: Kind(400, "User has stopped marketing messages", "The user chose to stop receiving marketing messages."),
    131051: Kind(400, "Unsupported message type", "Unsupported message type."),
    131052: Kind(400, "Media download error", "The media could not be downloaded from the sender."),
    131053: Kind(400, "Media upload error", "The media could not be uploaded."),
    131056: Kind(
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Message failed to send because there were too many messages sent from this phone number to the same phone "
        "number in a short period of time.",
    ),
    131057: Kind(500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    131062: Kind(
        400,
        "Business-scoped User ID (BSUID) recipients are not supported for this message",
        "Use a phone number for authentication templates.",
    ),
    131064: Kind(
        400,
        "Messaging limit reached",
        "Message failed to send because the messaging limit was reached after template classification violations.",
    ),
    132000: Kind(400, "Number of parameters does not match the expected number of params"),
    132001: Kind(404, "Template name does not exist in the translation"),
    132005: Kind(400, "Translated text too long", "Hydrated text is too long."),
    132007: Kind(400, "Template Format Character Policy Violated", "Template content violates a WhatsApp policy."),
    132012: Kind(400, "Parameter format does not match format in the created template"),
    132015: Kind(400, "Template is Paused", "Template is paused due to low quality."),
    132016: Kind(
        400,
        "Template is Disabled",
        "Template has been paused too many times and is now permanently disabled.",
    ),
    132018: Kind(
        400,
        "There is an issue with the parameters in your template",
        "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
    ),
    133010: Kind(400, "Account not registered"),
    134011: Kind(400, "WhatsApp Payments terms of service has not been accepted"),
    135000: Kind(400, "Generic user error"),
    137000: Kind(
        400,
        "Recipient identity key hash mismatch",
        "The identity hash does not match the current one of the recipient.",
    ),
}
SPOKEN = {
    2: "An unexpected error has occurred. Please retry your request later.",
    104: "An access token is required to request this resource.",
    190: "Invalid OAuth access token - Cannot parse access token",
}
TRANSIENT = {2, 4}


class GraphError(Exception):
    """A refusal as Graph words it. `details` replaces the usual details of the code."""

    def __init__(self, code: int, details: str = "", *, message: str = "", subcode: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.kind = KINDS.get(code, Kind(400, "Unknown error"))
        self.details = details or self.kind.details
        self.message = message or SPOKEN.get(code) or f"(#{code}) {self.kind.title}"
        self.subcode = subcode
        self.type = "OAuthException"
        self.status = self.kind.status

    def body(self) -> Json:
        error: Json = {"message": self.message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        return {"error": error | {"fbtrace_id": trace_id()}}

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status)


class MissingObjectError(GraphError):
    """100/33: wrong id, no access, or an operation the object does not have. Graph doesn't say which."""

    def __init__(self, object_id: str, method: str = "POST", *, status: int = 400, message: str = "") -> None:
        spoken = message or (
            f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due "
            "to missing permissions, or does not support this operation"
        )
        super().__init__(100, message=spoken, subcode=33)
        self.details, self.type, self.status = "", "GraphMethodException", status


class UnknownPathError(GraphError):
    """The path begins with no version: Graph doesn't take it for a node at all."""

    def __init__(self, path: str) -> None:
        super().__init__(2500, message=f"Unknown path components: {path}")
        self.details = ""


class CallbackError(GraphError):
    """The new webhook address did not answer the handshake with the challenge."""

    def __init__(self, answer: str) -> None:
        super().__init__(2200, message=f"(#2200) Callback verification failed with the following errors: {answer}")
        self.details = ""


def in_webhook(code: int) -> Json:
    """The same error as a `failed` status carries it."""
    kind = KINDS.get(code, Kind(400, "Unknown error"))
    said: Json = {"code": code, "title": kind.title, "message": kind.title}
    if kind.details:
        said["error_data"] = {"details": kind.details}
    return said | {"href": HREF}
