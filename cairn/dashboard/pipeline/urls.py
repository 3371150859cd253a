from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.pipeline import acts, saved, views

urlpatterns: list[URLPattern] = [
    path("pipeline", views.pipeline, name="pipeline"),
    path("pipeline/totals", views.totals_fragment, name="pipeline-totals"),
    path("pipeline/column/<str:stage>", views.column_fragment, name="pipeline-column"),
    path("pipeline/<int:pk>/peek", views.peek, name="pipeline-peek"),
    path("pipeline/<int:pk>/move", acts.move, name="pipeline-move"),
    path("pipeline/<int:pk>/mine", acts.mine, name="pipeline-mine"),
    path("moves/<int:pk>/decline", acts.decline_move, name="decline-move"),
    path("pipeline/views", saved.keep, name="pipeline-keep"),
    path("pipeline/views/<int:pk>/forget", saved.forget, name="pipeline-forget"),
]
