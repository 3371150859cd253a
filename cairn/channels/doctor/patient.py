"""One number under examination: what Graph says of it is asked once and shared by the checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from cairn.channels.whatsapp.management import Failed, Management
from cairn.conversations.events import Json
from cairn.conversations.models import Channel
from cairn.lib import secrets

FIELDS = (
    "display_phone_number,verified_name,quality_rating,status,name_status,code_verification_status,platform_type,"
    "account_mode,whatsapp_business_manager_messaging_limit,webhook_configuration"
)


@dataclass
class Patient:
    """`facts` are Meta's fields of the number; a Failed of the first asking is kept and told by each check that needs it."""

    channel: Channel

    @cached_property
    def token(self) -> str:
        """Raises secrets.Broken."""
        return secrets.unseal(self.channel.token) if self.channel.token else settings.WHATSAPP_ACCESS_TOKEN

    def graph(self) -> Management:
        return Management(self.token)

    def ask(self, *path: str, **query: str) -> Json | Failed:
        try:
            with self.graph() as graph:
                return graph.get(*path, **query)
        except Failed as refusal:
            return refusal

    @cached_property
    def facts(self) -> Json | Failed:
        return self.ask(self.channel.number, fields=FIELDS)

    @cached_property
    def address(self) -> str:
        """Where Meta should send: this desk's webhook."""
        return f"{settings.PUBLIC_URL.rstrip('/')}/api/whatsapp/webhook/"

    @property
    def simulated(self) -> bool:
        return "facebook.com" not in settings.WHATSAPP_GRAPH_URL
