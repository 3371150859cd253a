from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.ops import bar, health

urlpatterns: list[URLPattern] = [
    path("state", bar.bar, name="state"),
    path("settings/health", health.page, name="settings-health"),
    path("settings/health/parts", health.now_fragment, name="settings-health-parts"),
]
