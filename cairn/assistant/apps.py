from __future__ import annotations

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """Hears of each move of a lead, to know which answers led to it."""

    name = "cairn.assistant"

    def ready(self) -> None:
        from cairn.assistant.learning import outcomes

        outcomes.begin()
