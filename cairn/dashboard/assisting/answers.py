"""How the assistant's answers did: what they led to, the trial of styles, and what the model costs a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.assistant import styles, trial
from cairn.assistant.learning import outcomes
from cairn.assistant.model import meter
from cairn.assistant.models import StyleTrial, Trouble
from cairn.dashboard.desk import DeskRequest, desk


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    kinds, by_style = outcomes.figures()
    context = {
        "here": "knowledge",
        "part": "answers",
        "kinds": kinds[:20],
        "by_style": by_style,
        "newest": outcomes.NEWEST,
        "suggestions": outcomes.suggestions(),
        **of_trial(),
        **of_model(),
    }
    return render(request, "dashboard/assisting/answers.html", context)


def of_trial() -> dict[str, Any]:
    newest = StyleTrial.objects.order_by("-pk").select_related("started_by", "stopped_by").first()
    arms = trial.results(newest) if newest else []
    return {
        "trial": newest,
        "arms": arms,
        "winner": trial.winner(arms),
        "least": trial.LEAST,
        "styles": [(name, styles.about(name)) for name in ["plain", *styles.names()]],
    }


def of_model() -> dict[str, Any]:
    """The meter of a fortnight; nothing without a model."""
    return {
        "model": bool(settings.OPENROUTER_API_KEY),
        "days": meter.days(),
        "budget": settings.ASSISTANT_DAILY_DOLLARS,
        "calls": settings.ASSISTANT_DAILY_CALLS,
        "troubles": list(Trouble.objects.filter(over_at=None)),
    }
