"""Every address but the webhooks and the live stream, which asgi.py serves before Django."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
