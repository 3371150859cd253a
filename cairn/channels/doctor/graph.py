"""What Meta says: the token, the number, its quality, who is told of news, and the templates.

Sources: Meta, "Phone numbers", "Debug token", "Subscribed apps", "Webhooks: override callback".
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_noop as _

from cairn.channels.doctor.finding import Finding, bad, good, unknown, warn
from cairn.channels.doctor.patient import Patient
from cairn.channels.whatsapp.management import Failed
from cairn.conversations.events import Json
from cairn.lib.saying import said
from cairn.lib.secrets import Broken

NEEDED = ("whatsapp_business_messaging", "whatsapp_business_management")
NEW_TOKEN = _(
    "In Meta Business Suite open Settings, System users; generate a token with whatsapp_business_messaging and "
    "whatsapp_business_management that never expires, and save it under WhatsApp numbers."
)
LIMITS = {
    "TIER_50": "50",
    "TIER_250": "250",
    "TIER_1K": "1,000",
    "TIER_2K": "2,000",
    "TIER_10K": "10,000",
    "TIER_100K": "100,000",
}
STATES = {
    "APPROVED": _("approved"),
    "REJECTED": _("rejected"),
    "PENDING": _("pending"),
    "PAUSED": _("paused"),
    "DISABLED": _("disabled"),
}
DEAD_TOKEN = {190, 0}
FORBIDDEN = {10, 200, 3}


def token(patient: Patient) -> Finding:
    name = _("Access token")
    try:
        facts = patient.facts
    except Broken as broken:
        return bad(name, str(broken), _("Paste the token again under WhatsApp numbers."))
    if isinstance(facts, Failed):
        return refused_token(name, facts)
    told = patient.ask("debug_token", input_token=patient.token)
    return scopes(name, {} if isinstance(told, Failed) else told.get("data") or {})


def refused_token(name: str, refusal: Failed) -> Finding:
    code = refusal.problem.code if refusal.problem else None
    if code in DEAD_TOKEN:
        return bad(name, said(_("WhatsApp no longer takes this token. %(why)s"), why=refusal.words), NEW_TOKEN)
    if code in FORBIDDEN:
        return bad(name, said(_("The token lacks a permission. %(why)s"), why=refusal.words), NEW_TOKEN)
    if code is None:
        return unknown(name, refusal.words, _("Check the network and WHATSAPP_GRAPH_URL, then check again."))
    step = _("Compare the number's id with the one on Meta's API setup page.")
    return bad(name, said(_("The token can't read this number. %(why)s"), why=refusal.words), step)


def scopes(name: str, told: Json) -> Finding:
    """Meta tells an app's own tokens only; a token may be good without its scopes being known."""
    given = told.get("scopes")
    if not isinstance(given, list):
        return good(name, _("It reads this number. Meta does not tell this token which permissions it has."))
    missing = [scope for scope in NEEDED if scope not in given]
    if told.get("is_valid") is False or missing:
        what = said(_("It lacks %(scopes)s."), scopes=", ".join(missing)) if missing else _("Meta calls it invalid.")
        return bad(name, what, NEW_TOKEN)
    if told.get("expires_at"):
        return warn(name, _("It works and has both permissions, but it expires one day."), NEW_TOKEN)
    return good(name, _("Valid, does not expire, with both permissions."))


def number(patient: Patient) -> Finding:
    name, facts = _("Number registered"), read(patient)
    if isinstance(facts, str):
        return unknown(name, facts)
    status, shown = facts.get("status", ""), facts.get("verified_name") or _("no name")
    if status != "CONNECTED":
        step = _("Open the number in WhatsApp Manager: register it with its PIN, or see why Meta holds it.")
        return bad(name, said(_("Meta calls it %(status)s."), status=spoken(status) or _("not connected")), step)
    if facts.get("platform_type") not in ("CLOUD_API", None):
        says = said(_("It runs on %(platform)s."), platform=spoken(facts["platform_type"]))
        return bad(name, says, _("Register it for the Cloud API."))
    if facts.get("name_status") not in ("APPROVED", "AVAILABLE_WITHOUT_REVIEW", None):
        step = _("Ask for the name again in WhatsApp Manager; until then customers see the number only.")
        says = said(_("Connected. The name “%(name)s” is %(status)s."), name=shown, status=spoken(facts["name_status"]))
        return warn(name, says, step)
    if facts.get("code_verification_status") == "NOT_VERIFIED":
        return warn(name, _("Connected, but its code was never verified."), _("Verify it by SMS in WhatsApp Manager."))
    phone = facts.get("display_phone_number") or patient.channel.number
    return good(name, said(_("%(phone)s is connected as “%(name)s”."), phone=phone, name=shown))


def quality(patient: Patient) -> Finding:
    name, facts = _("Quality and limit"), read(patient)
    if isinstance(facts, str):
        return unknown(name, facts)
    limit = allowed(str(facts.get("whatsapp_business_manager_messaging_limit") or ""))
    rating = str(facts.get("quality_rating") or "UNKNOWN")
    if rating == "RED":
        step = _("Stop promotions for a week and write only to people who asked.")
        return bad(name, said(_("Red: customers block or report the number; %(limit)s."), limit=limit), step)
    if rating == "YELLOW":
        says = said(_("Yellow; %(limit)s."), limit=limit)
        return warn(name, says, _("Send fewer promotions, and only to people who asked."))
    if rating == "GREEN":
        return good(name, said(_("Green; %(limit)s."), limit=limit))
    return good(name, said(_("Not rated yet, which is usual for a new number; %(limit)s."), limit=limit))


def allowed(tier: str) -> str:
    """How many customers a day the firm may write to first."""
    if tier == "TIER_UNLIMITED":
        return _("no limit on new customers a day")
    if tier in LIMITS:
        return said(_("%(number)s new customers a day"), number=LIMITS[tier])
    return _("a limit that Meta does not tell")


def subscribed(patient: Patient) -> Finding:
    name = _("App listens to this account")
    if not patient.channel.account:
        return bad(name, _("The account's id is missing."), _("Give it under WhatsApp numbers."))
    told = patient.ask(patient.channel.account, "subscribed_apps")
    if isinstance(told, Failed):
        return unknown(name, told.words)
    apps = told.get("data") or []
    if not apps:
        return bad(
            name,
            _("No app is told of this account's messages: nothing comes in."),
            _("Subscribe the app."),
            "subscribe",
        )
    names = [str((app.get("whatsapp_business_api_data") or {}).get("name") or "an app") for app in apps[:5]]
    return good(name, said(_("Meta tells %(names)s."), names=", ".join(names)))


def override(patient: Patient) -> Finding:
    """Order: the number's own address, then the account's, then the app's."""
    name, facts = _("Webhook address at Meta"), read(patient)
    if isinstance(facts, str):
        return unknown(name, facts)
    known = facts.get("webhook_configuration")
    known = known if isinstance(known, dict) else {}
    used = next(
        (str(known[key]) for key in ("phone_number", "whatsapp_business_account", "application") if known.get(key)), ""
    )
    if not used:
        return unknown(
            name,
            _("Meta does not tell where it sends."),
            said(_("In the app's webhook settings it must be %(url)s"), url=patient.address),
        )
    if same(used, patient.address):
        return good(name, said(_("Meta sends to %(url)s"), url=used))
    return bad(
        name,
        said(_("Meta sends to %(url)s, which is not this desk."), url=used),
        said(_("Send this account's news to %(url)s"), url=patient.address),
        "point",
    )


def same(one: str, other: str) -> bool:
    def plain(url: str) -> str:
        return url.rstrip("/").replace("//localhost", "//127.0.0.1").casefold()

    return plain(one) == plain(other)


def templates(patient: Patient) -> Finding:
    name = _("Templates")
    if not patient.channel.account:
        return unknown(name, _("The account's id is missing."))
    told = patient.ask(patient.channel.account, "message_templates", fields="name,status", limit="100")
    if isinstance(told, Failed):
        return bad(name, said(_("They can't be read. %(why)s"), why=told.words), NEW_TOKEN)
    counts = Counter(str(row.get("status")) for row in told.get("data") or [])
    if not counts:
        step = _("Write one under Templates: without it nobody can be reached after 24 hours.")
        return warn(name, _("There is none yet."), step)
    says = listed(counts)
    if counts.keys() & {"REJECTED", "PAUSED", "DISABLED"}:
        return warn(name, says, _("Open Templates and see why."))
    return good(name, says)


def listed(counts: Counter[str]) -> str:
    """How many there are of each state: one sentence for each, since languages put numbers in places of their own."""
    says = said(_("%(number)s %(state)s"), **one(*counts.most_common(1)[0]))
    for state, number in counts.most_common()[1:]:
        says = said(_("%(others)s, %(number)s %(state)s"), others=says, **one(state, number))
    return said(_("%(states)s."), states=says)


def one(state: str, number: int) -> dict[str, Any]:
    return {"number": number, "state": STATES.get(state, spoken(state))}


def read(patient: Patient) -> Json | str:
    """The number's fields, or why they are not known."""
    try:
        facts = patient.facts
    except Broken as broken:
        return str(broken)
    return facts.words if isinstance(facts, Failed) else facts


def spoken(word: Any) -> str:
    return str(word or "").replace("_", " ").lower()
