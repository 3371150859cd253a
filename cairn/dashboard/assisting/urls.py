from __future__ import annotations

from django.urls import path

from cairn.dashboard.assisting import answers, correcting, gaps, rating, strip, styles

urlpatterns = [
    path("inbox/<int:pk>/suggestion", strip.suggestion, name="suggestion"),
    path("inbox/<int:pk>/suggest", strip.suggest_now, name="suggest"),
    path("inbox/<int:pk>/summary", strip.summary, name="summary"),
    path("inbox/<int:pk>/translate", strip.translate_thread, name="translate"),
    path("answers/<int:pk>/rate", rating.rate, name="answer-rate"),
    path("answers/<int:pk>/sources", rating.sources, name="answer-sources"),
    path("suggestions/<int:pk>/sources", rating.suggested, name="suggestion-sources"),
    path("knowledge/correct/<slug:kind>/<slug:source>", correcting.correct, name="correct"),
    path("knowledge/gaps", gaps.page, name="gaps"),
    path("knowledge/gaps/list", gaps.list_fragment, name="gaps-list"),
    path("knowledge/gaps/<int:pk>", gaps.decide, name="gap"),
    path("knowledge/edits/<int:pk>", gaps.decide_edit, name="proposed-edit"),
    path("knowledge/answers", answers.page, name="answers"),
    path("knowledge/styles/start", styles.start, name="styles-start"),
    path("knowledge/styles/<int:pk>/stop", styles.stop, name="styles-stop"),
]
