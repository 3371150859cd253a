"""Every address but the webhooks and the live stream, which asgi.py serves before Django."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler500 = "cairn.dashboard.ops.sorry.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cairn.api.urls")),
    path("", include("cairn.dashboard.urls")),
]
