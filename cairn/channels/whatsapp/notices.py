"""Notices of the account in words: which line of the table, and what fills its gaps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency

from cairn.channels.whatsapp.errors import classify
from cairn.channels.whatsapp.notice_table import TABLE, UNKNOWN
from cairn.channels.whatsapp.times import moment
from cairn.conversations.events import AccountNotice, Json

LONGEST = 300  # characters of one of Meta's own sentences
PAUSES = {"FIRST_PAUSE": " for 3 hours", "SECOND_PAUSE": " for 6 hours"}
NOTHING_SAID = ("", "NONE")


@dataclass(frozen=True, slots=True)
class Told:
    """`severity`: good, info, warning or bad."""

    words: str
    severity: str
    advice: str = ""


def explain(notice: AccountNotice, zone: tzinfo = UTC) -> Told:
    """What this notice says to a person, with times in `zone`. Never raises, whatever Meta sends."""
    facts = gather(notice, zone)
    known = TABLE.get((notice.field, facts["key"])) or TABLE.get((notice.field, "")) or UNKNOWN
    return Told(fill(known.words, facts), known.severity, fill(known.advice, facts))


def fill(words: str, facts: dict[str, str]) -> str:
    return words.format_map(facts).replace("..", ".").replace(" .", ".").strip()


def gather(notice: AccountNotice, zone: tzinfo) -> dict[str, str]:
    """Every gap of the table; what a notice does not say stays empty."""
    content = notice.content
    key = key_of(notice)
    facts: dict[str, str] = defaultdict(str)
    facts |= {name: plain(value) for name, value in content.items()}
    facts |= {
        "key": key,
        "field": notice.field.replace("_", " "),
        "event": readable(key),
        "template": f"{plain(content.get('message_template_name')) or 'without a name'}"
        f"{bracketed(content.get('message_template_language'))}",
        "number": number(content),
        "limit": limit(content),
        "numbers": str(
            content.get("max_phone_numbers_per_business") or content.get("max_phone_numbers_per_waba") or ""
        ),
        "name": plain(content.get("requested_verified_name")) or "of the number",
    }
    return facts | of_templates(content, zone) | of_the_account(content, zone) | of_others(content)


def key_of(notice: AccountNotice) -> str:
    """The event, under whatever name this field gives it."""
    content = notice.content
    if plain(inner(content, "other_info").get("title")) == "UNPAUSE":
        return "UNPAUSE"
    if notice.field == "template_category_update":
        return "ahead" if "correct_category" in content else "done"
    if state := plain(inner(content, "ban_info").get("waba_ban_state")):
        return state
    names = ("event", "decision", "new_quality_score", "status", "type", "value")
    found = next((plain(content.get(name)) for name in names if plain(content.get(name))), "")
    items = [one for name in ("groups", "automatic_events") for one in objects(content, name)]
    return found or plain(first(items).get("type") or first(items).get("event_name"))


def of_templates(content: Json, zone: tzinfo) -> dict[str, str]:
    rejection = inner(content, "rejection_info")
    reason = plain(content.get("reason") or content.get("rejection_reason"))
    return {
        "reason": plain(rejection.get("reason")).rstrip(".")
        or (readable(reason) if reason not in NOTHING_SAID else "no reason given"),
        "recommendation": plain(rejection.get("recommendation")) or "Change it and submit it again.",
        "pause": PAUSES.get(plain(inner(content, "other_info").get("title")), ""),
        "when": when(content.get("category_update_timestamp"), zone) or "tomorrow",
        **{
            short: readable(plain(content.get(name))).lower()
            for short, name in (
                ("correct", "correct_category"),
                ("new", "new_category"),
                ("previous", "previous_category"),
                ("category", "category"),
            )
        },
    }


def of_the_account(content: Json, zone: tzinfo) -> dict[str, str]:
    restrictions = objects(content, "restriction_info")
    until = when(first(restrictions).get("expiration"), zone)
    kinds = [
        readable(plain(one.get("restriction_type")).removeprefix("RESTRICTED_").replace("BIZ", "BUSINESS")).lower()
        for one in restrictions
    ]
    violation = readable(plain(inner(content, "violation_info").get("violation_type")))
    tier = inner(content, "volume_tier_info")
    reason = readable(plain(inner(content, "disconnection_info").get("reason"))).lower()
    return {
        "until": f" until {until}" if until else "",
        "restrictions": ", ".join(filter(None, [violation, *kinds])) or "no details given",
        "violation": violation or "no details given",
        "ban": plain(inner(content, "ban_info").get("waba_ban_date")) or "a day that it does not name",
        "disconnected": f" ({reason})" if reason else "",
        "status": readable(
            plain(content.get("status") or inner(content, "partner_client_certification_info").get("status"))
        ),
        "description": plain(inner(content, "alert_info").get("alert_description")).rstrip("."),
        "pricing": readable(plain(tier.get("pricing_category"))).lower(),
        "region": plain(tier.get("region")),
        "tier": plain(tier.get("tier")),
    }


def of_others(content: Json) -> dict[str, str]:
    histories = [error for one in objects(content, "history") for error in objects(one, "errors")]
    group = first(objects(content, "groups"))
    error = first([*objects(content, "errors"), *histories, *objects(group, "errors")])
    details = plain(inner(error, "error_data").get("details")) or plain(error.get("title"))
    code = error.get("code")
    moved = inner(content, "control_taken") or inner(content, "control_passed")
    return {
        "details": (details or "no details given").rstrip("."),
        "failure": f" failed: {details.rstrip('.')}" if details else "",
        "todo": classify(code).advice if isinstance(code, int) else "",
        "subject": plain(group.get("subject")) or "without a name",
        "role": readable(plain(moved.get("new_owner_role"))).lower() or "another app",
        "solution": readable(plain(content.get("solution_status"))).lower(),
        "configuration": plain(content.get("configuration_name")),
        "provider": plain(content.get("provider_name")),
        "reference": plain(inner(content, "payment").get("reference_id")) or "an order",
        "amount": amount(inner(content, "payment")),
    }


def amount(payment: Json) -> str:
    """Meta gives whole numbers with an offset: 21000 with 100 is 210."""
    told = inner(payment, "amount")
    value, offset = told.get("value"), told.get("offset")
    if not isinstance(value, int) or not isinstance(offset, int) or offset <= 0:
        return "an amount"
    currency = plain(payment.get("currency")) or "INR"
    try:
        return format_currency(Decimal(value) / offset, currency, locale="en_IN" if currency == "INR" else "en")
    except (ValueError, LookupError):
        return "an amount"


def number(content: Json) -> str:
    digits = plain(content.get("display_phone_number") or content.get("phone_number"))
    return f"+{digits}" if digits.isdecimal() else digits or "of the firm"


def limit(content: Json) -> str:
    """TIER_2K, 2000 and TIER_UNLIMITED, in people a day."""
    told = plain(content.get("max_daily_conversations_per_business") or content.get("current_limit"))
    size = told.removeprefix("TIER_").replace("K", ",000")
    if size == "UNLIMITED":
        return "any number of people a day"
    return (
        f"{int(size):,} people a day" if size.isdecimal() else f"{size} people a day" if size else "as many as before"
    )


def when(raw: Any, zone: tzinfo) -> str:
    at = moment(raw)
    return f"{at.astimezone(zone):%d %B %Y, %H:%M}".lstrip("0") if at else ""


def readable(word: str) -> str:
    """NAME_EMPLOYEE_ISSUE as people read it."""
    return word.replace("_", " ").capitalize() if word.isupper() or "_" in word else word


def bracketed(value: Any) -> str:
    return f" ({plain(value)})" if plain(value) else ""


def plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:LONGEST]


def inner(content: Json, key: str) -> Json:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def objects(content: Json, key: str) -> list[Json]:
    value = content.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def first(items: list[Json]) -> Json:
    return items[0] if items else {}
