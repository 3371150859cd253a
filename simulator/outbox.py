"""What is on its way to Cairn, and the mischief with it: held back, shuffled, bundled."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from simulator import shapes
from simulator.faults import Faults
from simulator.settings import Settings
from simulator.webhooks import Parcel, Poster

Json = dict[str, Any]
PAUSE = 0.25  # seconds in which a shuffled or bundled webhook waits for company


class Outbox:
    """Turns values into parcels and hands them to the poster, straight away unless a fault says otherwise."""

    def __init__(self, settings: Settings, poster: Poster, faults: Faults) -> None:
        self._settings, self._poster, self._faults = settings, poster, faults
        self._held: list[Parcel] = []
        self._shuffled: list[Parcel] = []
        self._bundle: list[Parcel] = []

    def message(self, lane: str, kind: str, value: Json, accepted: Callable[[], None]) -> None:
        self._dispatch(self._parcel(lane, f"messages, {kind}", "messages", value, [accepted]))

    def receipt(self, lane: str, word: str, value: Json) -> None:
        parcel = self._parcel(lane, word, "messages", value)
        if self._faults.take_post("withhold_receipts"):
            self._held.append(parcel)
        else:
            self._dispatch(parcel)

    def field(self, name: str, words: str, value: Json, at: float) -> None:
        self._dispatch(self._parcel(name, words, name, value, time=int(at)))

    def release(self) -> None:
        """Receipts held back go out once nobody holds them any more."""
        if not self._faults.has("withhold_receipts"):
            held, self._held = self._held, []
            for parcel in held:
                self._dispatch(parcel)

    def _parcel(
        self,
        lane: str,
        words: str,
        name: str,
        value: Json,
        accepted: list[Callable[[], None]] | None = None,
        *,
        time: int | None = None,
    ) -> Parcel:
        payload = shapes.envelope(self._settings, [{"value": value, "field": name}], time=time)
        return Parcel(lane, words, payload, accepted or [])

    def _dispatch(self, parcel: Parcel) -> None:
        if fault := self._faults.take_post("batch"):
            self._bundle_up(parcel, fault.size)
        elif self._faults.take_post("reorder"):
            self._shuffle_in(parcel)
        else:
            self._poster.put(parcel)

    def _shuffle_in(self, parcel: Parcel) -> None:
        if not self._shuffled:
            asyncio.get_running_loop().call_later(PAUSE, self._deal)
        self._shuffled.append(parcel)

    def _deal(self) -> None:
        cards, self._shuffled = self._shuffled, []
        random.shuffle(cards)
        for number, parcel in enumerate(cards):
            parcel.lane += f" {number}"
            self._poster.put(parcel)

    def _bundle_up(self, parcel: Parcel, size: int) -> None:
        if not self._bundle:
            asyncio.get_running_loop().call_later(PAUSE, self._post_bundle)
        self._bundle.append(parcel)
        if len(self._bundle) >= size:
            self._post_bundle()

    def _post_bundle(self) -> None:
        parcels, self._bundle = self._bundle, []
        if parcels:
            changes = [change for one in parcels for change in one.payload["entry"][0]["changes"]]
            accepted = [call for one in parcels for call in one.accepted]
            words = f"batch of {len(parcels)}"
            self._poster.put(Parcel("batch", words, shapes.envelope(self._settings, changes), accepted))
