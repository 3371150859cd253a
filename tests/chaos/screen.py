"""One open inbox, as a browser keeps it: hears names on `/live`, fetches its list anew, and comes back when it was cut off."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass

import httpx

THROTTLE = 0.5  # seconds between two fetches
TIME = re.compile(r"<time.*?</time>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class Screen:
    """`shown` is what is on the screen. Equal to a fresh fetch once nothing happens any more, or news was missed."""

    url: str
    email: str
    password: str
    shown: str = ""
    fetches: int = 0
    resyncs: int = 0

    async def run(self) -> None:
        async with httpx.AsyncClient(
            base_url=self.url, timeout=httpx.Timeout(20, read=40), follow_redirects=True
        ) as web:
            while True:
                with suppress(httpx.HTTPError):
                    await self.sign_in(web)
                    await self.listen(web)
                await asyncio.sleep(1)

    async def sign_in(self, web: httpx.AsyncClient) -> None:
        if "sessionid" in web.cookies:
            return
        page = await web.get("/sign-in")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        form = {"username": self.email, "password": self.password, "csrfmiddlewaretoken": found[1] if found else ""}
        answer = await web.post("/sign-in", data=form, headers={"Referer": f"{self.url}/sign-in"})
        answer.raise_for_status()

    async def listen(self, web: httpx.AsyncClient) -> None:
        wanted = asyncio.Event()
        fetching = asyncio.create_task(self.fetch_for_ever(web, wanted))
        try:
            async with web.stream("GET", "/live") as stream:
                stream.raise_for_status()
                async for line in stream.aiter_lines():
                    if line.startswith("event:"):
                        self.resyncs += line.endswith("resync")
                        wanted.set()
        finally:
            fetching.cancel()

    async def fetch_for_ever(self, web: httpx.AsyncClient, wanted: asyncio.Event) -> None:
        """A fetch that fails is asked for again."""
        while True:
            await wanted.wait()
            wanted.clear()
            try:
                self.shown = await fetch(web)
                self.fetches += 1
            except httpx.HTTPError:
                wanted.set()
            await asyncio.sleep(THROTTLE)

    async def fresh(self) -> str:
        """The list as somebody sees it who opens it now."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30, follow_redirects=True) as web:
            await self.sign_in(web)
            return await fetch(web)


async def fetch(web: httpx.AsyncClient) -> str:
    answer = await web.get("/inbox/list")
    answer.raise_for_status()
    return " ".join(TAG.sub(" ", TIME.sub("", answer.text)).split())
