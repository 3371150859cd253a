from __future__ import annotations

from django.urls import path

from cairn.dashboard.media import views

urlpatterns = [
    path("media/<uuid:key>", views.show, name="media"),
    path("media/<uuid:key>/thumb", views.thumb, name="media-thumb"),
    path("media/<uuid:key>/again", views.again, name="media-again"),
]
