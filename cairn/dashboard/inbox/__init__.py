"""The inbox of the desk: its pages, what is done with many conversations at once, and who else looks at one."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from cairn.conversations.models import Conversation
from cairn.dashboard.desk import DeskRequest


def visible(request: DeskRequest, pk: int) -> Conversation:
    """The conversation, or 404 for whoever may not see it and for ids that never were."""
    known = Conversation.objects.visible_to(request.user).select_related("contact", "channel", "owner")
    return get_object_or_404(known, pk=pk)
