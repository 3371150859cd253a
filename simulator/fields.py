"""Values of the other webhook fields: templates, calls, preferences, identities, and what the phone app did."""

from __future__ import annotations

from typing import Any

from simulator.errors import in_webhook
from simulator.numbers import Number
from simulator.people import Customer, Message
from simulator.shapes import contact, ids, value

Json = dict[str, Any]
PAUSES = {1: ("FIRST_PAUSE", "3 hours"), 2: ("SECOND_PAUSE", "6 hours")}
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


def template_status(template: Json, event: str) -> Json:
    said: Json = _template(template) | {"reason": template.get("rejected_reason", "NONE")}
    said = {"event": event, **said} | {"message_template_category": template["category"]}
    if event == "REJECTED" and "rejection_info" in template:
        said["rejection_info"] = template["rejection_info"]
    if event in ("PAUSED", "DISABLED", "UNPAUSED"):
        said |= {"event": "APPROVED" if event == "UNPAUSED" else event, "other_info": _other_info(template, event)}
    return said


def _other_info(template: Json, event: str) -> Json:
    if event == "UNPAUSED":
        return {"title": "UNPAUSE", "description": "Your template is active again."}
    if event == "DISABLED":
        return {"title": "DISABLED", "description": "Your template was paused too often and is now disabled."}
    title, long = PAUSES.get(template.get("pauses", 1), PAUSES[2])
    return {"title": title, "description": f"Your template has been paused for {long} because of negative feedback."}


def template_quality(template: Json, before: str, after: str) -> Json:
    return {"previous_quality_score": before, "new_quality_score": after} | _template(template)


def template_category(template: Json, before: str, after: str, impending_at: int | None = None) -> Json:
    """Done, or announced a day ahead: then `new_category` is still the old one."""
    if impending_at is None:
        return _template(template) | {"previous_category": before, "new_category": after}
    told = {"new_category": before, "correct_category": after, "category_update_timestamp": impending_at}
    return _template(template) | told


def _template(template: Json) -> Json:
    return {
        "message_template_id": int(template["id"]),
        "message_template_name": template["name"],
        "message_template_language": template["language"],
    }


def call(
    number: Number, customer: Customer, call_id: str, event: str, at: float, *, seconds: int | None = None
) -> Json:
    """A customer calls: `connect`, then `terminate`, answered for `seconds` or not at all (None)."""
    said: Json = {"id": call_id}
    if customer.phone:
        said["from"] = customer.phone
    said |= {"from_user_id": customer.user_id, "to": number.display, "event": event, "timestamp": str(int(at))}
    said["direction"] = "USER_INITIATED"
    answer = value(number) | {"contacts": [contact(customer)]}
    if event == "connect":
        return answer | {"calls": [said | {"session": {"sdp_type": "offer", "sdp": SDP}}]}
    if seconds is None:
        errors = [in_webhook(138021, "The call could not be completed.")]
        return answer | {"calls": [said | {"status": "FAILED"}], "errors": errors}
    times = {"start_time": str(int(at) - seconds), "end_time": str(int(at)), "duration": seconds}
    return answer | {"calls": [said | {"status": "COMPLETED"} | times]}


def preference(number: Number, customer: Customer, word: str, at: float) -> Json:
    said = ids(customer) | {
        "detail": f"User requested to {word} marketing messages",
        "category": "marketing_messages",
        "value": word,
        "timestamp": int(at),
    }
    return value(number) | {"contacts": [contact(customer)], "user_preferences": [said]}


def new_user_id(number: Number, customer: Customer, before: str, at: float) -> Json:
    said: Json = {"wa_id": customer.phone} if customer.phone else {}
    said |= {
        "detail": "User id was updated",
        "user_id": {"previous": before, "current": customer.user_id},
        "timestamp": str(int(at)),
    }
    return value(number) | {"contacts": [contact(customer)], "user_id_update": [said]}


def echo(number: Number, customer: Customer, message: Message) -> Json:
    """What the firm wrote in its phone app."""
    said: Json = {"from": number.display}
    if customer.phone:
        said["to"] = customer.phone
    said |= {"to_user_id": customer.user_id, "id": message.id, "timestamp": str(int(message.at)), "type": message.type}
    person = ids(customer)
    if not customer.phone and customer.username:
        person = {"profile": {"username": customer.username}} | person
    return value(number) | {"contacts": [person], "message_echoes": [said | {message.type: message.content}]}


def history(number: Number, threads: list[Json], *, phase: int, chunk: int, progress: int) -> Json:
    metadata = {"phase": phase, "chunk_order": chunk, "progress": progress}
    return value(number) | {"history": [{"metadata": metadata, "threads": threads}]}


def thread(number: Number, customer: Customer, messages: list[Message]) -> Json:
    head = {"id": customer.phone} if customer.phone else {}
    username = {"username": customer.username} if customer.username and not customer.phone else {}
    return head | {
        "context": ids(customer) | username,
        "messages": [_old(number, customer, one) for one in messages],
    }


def _old(number: Number, customer: Customer, message: Message) -> Json:
    if message.origin == "business":
        sender: Json = {"from": number.display}
    else:
        sender = {"from": customer.phone} if customer.phone else {"from_user_id": customer.user_id}
    said = {"id": message.id, "timestamp": str(int(message.at)), "type": message.type, message.type: message.content}
    return sender | said | {"history_context": {"status": message.status.upper()}}


def declined(number: Number) -> Json:
    error = in_webhook(2593109)
    del error["href"]
    return value(number) | {"history": [{"errors": [error]}]}
