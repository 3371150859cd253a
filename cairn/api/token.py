"""Who may use the API: whoever holds the token of CAIRN_API_TOKEN."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer


class Token(HttpBearer):
    """Without a token in the settings nobody may."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        wanted = settings.CAIRN_API_TOKEN
        same = compare_digest(token.encode(errors="replace"), wanted.encode())
        return token if wanted and same else None
