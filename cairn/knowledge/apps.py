from __future__ import annotations

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "cairn.knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cairn.knowledge import hearing

        hearing.connect()
