"""The language of the screens: what a person chose in the profile, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cairn.accounts.models import User

Answer = Callable[[HttpRequest], HttpResponse]


class Speaking:
    """Middleware below sign-in. A signed-in person's own language wins over the browser's."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language(request)):
            return self.answer(request)


def language(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return user.language if isinstance(user, User) else translation.get_language_from_request(request)
