from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.insights import views

urlpatterns: list[URLPattern] = [
    path("insights", views.page, name="insights"),
    path("insights/<slug:name>.csv", views.download, name="insights-csv"),
]
