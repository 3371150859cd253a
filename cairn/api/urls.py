"""The addresses of the API and of the health checks, mounted at the root."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from cairn.api.api import api
from cairn.api.docs import docs
from cairn.api.health import healthz, readyz
from cairn.api.looked import noted
from cairn.api.metrics import metrics
from cairn.api.problems import not_found, respond

View = Callable[..., HttpResponseBase]


def in_words(view: View) -> View:
    """Ninja says 405 in plain text; the contract wants problem+json."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed, response = response["Allow"], respond(405)
            response["Allow"] = allowed
        return response

    return inner


operations, app, namespace = api.urls
for operation in operations:
    if isinstance(operation, URLPattern) and operation.name != "openapi-json":
        operation.callback = in_words(noted(operation.callback, str(operation.pattern)))

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("api/v1/", RedirectView.as_view(url="/api/v1/docs")),
    path("api/v1/docs", docs),
    path("api/v1/", (operations, app, namespace)),
    re_path(r"^api/v1(/.*)?$", not_found),
]
