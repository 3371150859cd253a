"""The part of the lead panel that says who this is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import template
from django.utils.translation import gettext as _

from cairn.conversations.models import Consent, Conversation, Merge

register = template.Library()
SHOWN, MOST = 5, 50


@register.inclusion_tag("dashboard/people/block.html", takes_context=True)
def person(context: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    """The newest lines of the consent ledger with their proof, and the merges that stand."""
    lines = Consent.objects.filter(contact=conversation.contact_id).select_related("message", "user")
    merges = Merge.objects.filter(kept=conversation.contact_id, undone_at=None).select_related("merged", "user")
    known = {"conversation": conversation, "contact": conversation.contact, "user": context["user"]}
    known |= {"csrf_token": context.get("csrf_token"), "key": uuid4().hex}
    return {**known, "consents": lines.order_by("-at", "-pk")[:SHOWN], "merges": merges.order_by("-pk")[:SHOWN]}


@register.filter
def consent_words(line: Consent) -> str:
    kind = {
        "stop": _("Asked for no more messages"),
        "start": _("Wants messages again"),
        "stop_marketing": _("Wants no promotions"),
        "start_marketing": _("Wants promotions again"),
    }[line.kind]
    by = {
        "whatsapp": _(", in WhatsApp’s settings"),
        "refusal": _(", as WhatsApp told"),
        "staff": _(", written down by the team"),
    }
    return kind + by.get(line.source, "")


@register.simple_tag
def ledger(contacts: Iterable[int]) -> list[Consent]:
    """Every wish of a person, newest first; nobody has more than a few."""
    rows = Consent.objects.filter(contact__in=contacts).select_related("user", "message")
    return list(rows.order_by("-at", "-pk")[:MOST])


@register.filter
def purpose_words(line: Consent) -> str:
    promotions = line.kind in ("stop_marketing", "start_marketing")
    return _("for promotions") if promotions else _("for all messages that we begin")
