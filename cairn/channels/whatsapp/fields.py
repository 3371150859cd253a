"""Webhook fields about the account, its templates and its numbers: kept whole, as notices.

Meta: "Webhooks, fields". Unknown ones will come; they are kept too, and marked.
"""

from __future__ import annotations

from datetime import datetime

from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.times import moment
from cairn.conversations.events import AccountNotice, Json

CONVERSATION = frozenset({"messages", "smb_message_echoes", "calls", "user_preferences", "user_id_update"})

KNOWN = CONVERSATION | {
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "business_status_update",
    "business_username_updates",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "standby",
    "template_category_update",
    "template_correct_category_detection",
    "tracking_events",
}


def account_notice(envelope: Envelope) -> AccountNotice:
    """The whole value of a field that speaks of no conversation, or of one we don't file here."""
    field = _field(envelope)
    return notice(envelope, field, envelope.value, known=field in KNOWN)


def notice(
    envelope: Envelope, field: str, content: Json, *, at: datetime | None = None, known: bool = True
) -> AccountNotice:
    """A notice that carries this content. Its time is the content's own, else the entry's."""
    return AccountNotice(
        field=field,
        account=envelope.account,
        content=content,
        at=at or moment(content.get("timestamp")) or envelope.sent,
        number=envelope.number or None,
        known=known,
    )


def _field(envelope: Envelope) -> str:
    """Meta's own example of a quality update carries another field's name: go by its keys."""
    if "new_quality_score" in envelope.value and "message_template_id" in envelope.value:
        return "message_template_quality_update"
    return envelope.field
