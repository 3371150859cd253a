"""The lead's sequence and payment, for the panel beside a thread."""

from __future__ import annotations

from typing import Any

from django import template

from cairn.automation.models import Enrolment, Sequence
from cairn.leads.models import Lead, Stage

register = template.Library()


@register.inclusion_tag("dashboard/automation/panel.html", takes_context=True)
def lead_automation(context: dict[str, Any], lead: Lead) -> dict[str, Any]:
    """Which sequence runs and what comes next, or the choice of one; and "Payment received" while the lead is open."""
    rows = Enrolment.objects.filter(lead=lead, state__in=["running", "held"]).select_related("sequence")
    running = rows.first()
    return {
        "lead": lead,
        "running": running,
        "sequences": [] if running else list(Sequence.objects.filter(active=True).order_by("name")[:20]),
        "may_pay": lead.stage != Stage.WON,
        "user": context.get("user"),
        "csrf_token": context.get("csrf_token"),
    }
