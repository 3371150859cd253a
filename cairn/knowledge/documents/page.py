"""Fetch a web page that somebody named: public addresses only, few redirects, a cap on what is read."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from django.conf import settings

from cairn.knowledge.documents.blocks import Unreadable
from cairn.lib import outside

MOST = 5 * 1024 * 1024  # bytes
MOST_REDIRECTS = 5
TIMEOUT = httpx.Timeout(10.0, read=15.0)
READABLE = ("text/html", "application/xhtml", "text/plain", "application/pdf", "application/vnd.openxmlformats")


class NotNow(Exception):
    """It may work later; the text says what happened."""


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    type: str


def fetch(url: str) -> Page:
    """Follow redirects, each checked anew. Raises Unreadable when there is no use in another try, NotNow otherwise."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = get(url)
        if isinstance(answer, Page):
            return answer
        url = answer
    raise Unreadable(f"This address redirects more than {MOST_REDIRECTS} times. Add the address where it ends.")


def get(url: str) -> Page | str:
    """The page, or where it moved to."""
    try:
        host, address = outside.public(url, trusted=trusted())
        target = httpx.URL(url)
        headers = {"Host": target.netloc.decode(), "User-Agent": "Cairn", "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": host} if target.scheme == "https" else {}
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False) as client,
            client.stream("GET", target.copy_with(host=address), headers=headers, extensions=extensions) as response,
        ):
            return judged(response, target)
    except outside.Forbidden:
        raise Unreadable("Only addresses on the public internet that begin with https:// can be read.") from None
    except (outside.Unreachable, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotNow("The address does not answer just now. Look at it in a browser.") from error


def judged(response: httpx.Response, asked: httpx.URL) -> Page | str:
    if response.has_redirect_location:
        return str(asked.join(response.headers["location"]))
    if response.status_code == 429 or response.status_code >= 500:
        raise NotNow(f"The site answers with an error ({response.status_code}).")
    if response.status_code != 200:
        raise Unreadable(
            f"The site answers {response.status_code}: look whether the address is right and open to everybody."
        )
    told = response.headers.get("content-type", "text/html").lower()
    if not told.startswith(READABLE):
        raise Unreadable("There is no text at this address: web pages, PDF and Word files can be read.")
    if response.headers.get("content-encoding", "identity") not in ("identity", ""):
        raise Unreadable(
            "The site sends this page only packed, and that is not read. Save it as a PDF and upload that."
        )
    return Page(capped(response), told)


def capped(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MOST:
            raise Unreadable(
                f"It has more than {MOST // 1024**2} MB. Save the part that matters as a PDF and upload that."
            )
    return bytes(body)


def trusted() -> tuple[str, ...]:
    """Origins that need not be public: a site inside one's own network, or a test's."""
    return tuple(getattr(settings, "PAGE_ORIGINS", ()))
