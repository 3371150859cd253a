from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.people import same

urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/same", same.page, name="same-person"),
    path("merges/<int:pk>/undo", same.undo, name="undo-merge"),
]
