from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.ops import bar, first, health, journal

urlpatterns: list[URLPattern] = [
    path("state", bar.bar, name="state"),
    path("start", first.page, name="start"),
    path("start/steps", first.steps_fragment, name="start-steps"),
    path("start/write", first.write, name="start-write"),
    path("settings/health", health.page, name="settings-health"),
    path("settings/health/parts", health.now_fragment, name="settings-health-parts"),
    path("settings/journal", journal.page, name="settings-journal"),
    path("settings/journal/<int:pk>", journal.entry, name="settings-entry"),
    path("settings/journal/<int:pk>/body", journal.body, name="settings-entry-body"),
    path("settings/journal/<int:pk>/act", journal.act, name="settings-entry-act"),
]
