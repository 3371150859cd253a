from __future__ import annotations

from django.urls import path

from cairn.dashboard.knowledge import acts, evaluation, pages

urlpatterns = [
    path("knowledge", pages.knowledge, name="knowledge"),
    path("knowledge/list", pages.list_fragment, name="knowledge-list"),
    path("knowledge/ask", acts.ask, name="knowledge-ask"),
    path("knowledge/documents", acts.add, name="knowledge-add"),
    path("knowledge/documents/<int:pk>", pages.document, name="knowledge-document"),
    path("knowledge/documents/<int:pk>/read", acts.read, name="knowledge-read"),
    path("knowledge/documents/<int:pk>/remove", acts.remove, name="knowledge-remove"),
    path("knowledge/trip/<int:pk>", pages.trip, name="knowledge-trip"),
    path("knowledge/evaluation", evaluation.page, name="evaluation"),
    path("knowledge/evaluation/run", evaluation.run, name="evaluation-run"),
    path("knowledge/evaluation/state", evaluation.state_fragment, name="evaluation-state"),
    path("knowledge/evaluation/cases", evaluation.add, name="evaluation-add"),
    path("knowledge/evaluation/cases/<int:pk>/remove", evaluation.remove, name="evaluation-remove"),
]
