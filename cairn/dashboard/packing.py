"""Pages, styles and scripts travel packed (gzip): a tenth of the bytes on a phone's connection."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from cairn.dashboard import assets

TEXTS = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)


class Packing(GZipMiddleware):
    """Only whole answers that are text. Files of customers stay as they are: they are packed already, and read in ranges.

    The length of a packed page tells nothing of its secrets: Django adds a random number of bytes (BREACH), and the
    form's token differs in each.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Our own scripts and styles are answered here: they were packed before."""
        return assets.answer(request) if request.method in ("GET", "HEAD") else None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.status_code != 200 or kind not in TEXTS:
            return response
        return super().process_response(request, response)
