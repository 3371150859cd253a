from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.notices import preferences, pushes, views

urlpatterns: list[URLPattern] = [
    path("notifications", views.page, name="notices"),
    path("notifications/bell", views.bell_fragment, name="bell"),
    path("notifications/list", views.list_fragment, name="notices-list"),
    path("notifications/<int:pk>/read", views.read, name="notice-read"),
    path("notifications/read", views.read_all, name="notices-read"),
    path("settings/notifications", preferences.page, name="notice-preferences"),
    path("settings/notifications/push", pushes.subscribe, name="push-subscribe"),
    path("settings/notifications/push/stop", pushes.unsubscribe, name="push-unsubscribe"),
    path("sw.js", pushes.service_worker, name="service-worker"),
    path("manifest.webmanifest", pushes.manifest, name="manifest"),
]
