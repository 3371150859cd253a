"""The template that asks a customer for a word, so that an answer that is written already may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.conversations.models import Conversation, Template
from cairn.conversations.outgoing import Content
from cairn.conversations.templates.fill import Values, fill, wire
from cairn.conversations.templates.preflight import preflight
from cairn.conversations.templates.shape import shape
from cairn.conversations.templates.suggest import suggest

MOST = 200
ASKS = ("reply", "answer", "waiting")


@dataclass(frozen=True, slots=True)
class Asking:
    template: Template
    values: Values

    @property
    def content(self) -> Content:
        return content(self.template, self.values)


def content(template: Template, values: Values) -> Content:
    """A filled template as a message keeps it: Graph's object, and what the customer sees."""
    filled = fill(template, values)
    kept = {**wire(template, values), "shown": filled.shown(), "template_id": template.pk}
    return Content("template", filled.text, kept)


def asking(conversation: Conversation, facts: Mapping[str, str]) -> Asking | None:
    """The best utility template that needs nothing but what is known; None when the firm has none."""
    known = Template.objects.filter(status="approved", removed_at=None, category=Template.Category.UTILITY)
    if conversation.channel.account:
        known = known.filter(account=conversation.channel.account)
    found = [Asking(template, suggest(template, facts)) for template in known.order_by("name", "pk")[:MOST]]
    fit = [one for one in found if rank(one.template) and not preflight(one.template, one.values)]
    return max(fit, key=lambda one: rank(one.template), default=None)


def rank(template: Template) -> int:
    """2 for one whose name says that it asks for a reply, 1 for one with a quick reply to tap, 0 for others."""
    if any(word in template.name for word in ASKS):
        return 2
    return int(any(button.kind == "quick_reply" for button in shape(template.components).buttons))
