"""Submit a template to Meta, change it, delete it. Meta: "Template management".

Names are unique with their language; one account makes 100 an hour at most.
"""

from __future__ import annotations

from datetime import timedelta

from cairn.channels.whatsapp import management
from cairn.channels.whatsapp.management import Failed, Management
from cairn.conversations.events import Json
from cairn.conversations.models import Channel, Template
from cairn.conversations.templates.news import LIVE
from cairn.lib import clock, live

AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 100


def channel_of(account: str) -> Channel | None:
    """A number of this account, whose token may manage its templates."""
    return Channel.objects.filter(account=account, kind=Channel.Kind.WHATSAPP).order_by("pk").first()


def submit(template: Template) -> Template:
    """Create it at Meta, or send a new wording of one that is there. Raises Failed with Meta's words."""
    channel = channel_of(template.account)
    if channel is None:
        raise Failed("No number belongs to this account.")
    with management.of(channel) as graph:
        told = edited(graph, template) if template.meta_id and not template.removed_at else created(graph, template)
    template.submitted_at = now = clock.now()
    template.meta_id = str(told.get("id") or template.meta_id)
    template.status = str(told.get("status") or "pending").lower()
    template.category = str(told.get("category") or template.category).lower()
    template.reason, template.removed_at = "", None
    template.known_at = dict.fromkeys(("status", "category", "quality"), now.isoformat())
    template.save()
    live.announce(LIVE)
    return template


def created(graph: Management, template: Template) -> Json:
    if creations_left(template.account) <= 0:
        raise Failed(f"WhatsApp takes {MOST_AN_HOUR} new templates an hour. Submit it later.", again=True)
    wish = {
        "name": template.name,
        "language": template.language,
        "category": template.category.upper(),
        "parameter_format": "NAMED" if template.named else "POSITIONAL",
        "components": template.components,
    }
    return graph.post(template.account, "message_templates", body=wish)


def creations_left(account: str) -> int:
    """How many more Meta takes this hour, by what we submitted ourselves."""
    made = Template.objects.filter(account=account, submitted_at__gt=clock.now() - AN_HOUR)
    return MOST_AN_HOUR - made.count()


def edited(graph: Management, template: Template) -> Json:
    """Meta: ten times in 30 days, and once a day if approved. It is reviewed anew."""
    body: Json = {"components": template.components}
    if template.status != "approved":
        body["category"] = template.category.upper()
    graph.post(template.meta_id, body=body)
    return {"id": template.meta_id, "status": "PENDING", "category": template.category}


def delete(template: Template) -> None:
    """Delete this language at Meta; the name stays blocked for 30 days. A draft just goes. Raises Failed."""
    channel = channel_of(template.account)
    if template.meta_id and channel and template.removed_at is None:
        with management.of(channel) as graph:
            graph.delete(template.account, "message_templates", name=template.name, hsm_id=template.meta_id)
        Template.objects.filter(pk=template.pk).update(removed_at=clock.now(), status="deleted")
    else:
        template.delete()
    live.announce(LIVE)
