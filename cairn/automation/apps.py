from __future__ import annotations

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """Hears of each Event in the transaction that records it: that is what ends sequences."""

    name = "cairn.automation"

    def ready(self) -> None:
        from cairn.automation import hearing

        hearing.begin()
