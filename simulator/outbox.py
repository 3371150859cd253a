"""What is on its way to Cairn, and the mischief with it: held back, late, shuffled, bundled."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from simulator import shapes
from simulator.faults import Faults
from simulator.numbers import Number, Numbers
from simulator.webhooks import Parcel, Poster

Json = dict[str, Any]
Calls = list[Callable[[], None]]
PAUSE = 0.25  # seconds in which a shuffled or bundled webhook waits for company


class Outbox:
    """Turns values into parcels and hands them to the poster, straight away unless a fault says otherwise."""

    def __init__(self, numbers: Numbers, poster: Poster, faults: Faults) -> None:
        self._numbers, self._poster, self._faults = numbers, poster, faults
        self._held: list[Parcel] = []
        self._shuffled: list[Parcel] = []
        self._bundle: list[Parcel] = []

    def message(self, number: Number, lane: str, kind: str, value: Json, accepted: Callable[[], None]) -> None:
        changes = [{"value": value, "field": "messages"}]
        self._dispatch(self._parcel(number, lane, f"messages, {kind}", changes, [accepted]))

    def receipt(self, number: Number, lane: str, word: str, value: Json) -> None:
        parcel = self._parcel(number, lane, word, [{"value": value, "field": "messages"}])
        if self._faults.take_post("withhold_receipts"):
            self._held.append(parcel)
        else:
            self._dispatch(parcel)

    def of_number(self, number: Number, name: str, words: str, value: Json, lane: str = "") -> None:
        """Another field of a number: calls, echoes, preferences and so on."""
        self._dispatch(self._parcel(number, lane or name, words, [{"value": value, "field": name}]))

    def field(self, name: str, words: str, value: Json, at: float, *, account: str) -> None:
        """A field of the account: templates, quality, restrictions. These carry the time of the notification."""
        payload = shapes.envelope(account, [{"value": value, "field": name}], time=int(at))
        self._dispatch(Parcel(name, words, payload, [], url=self._url(None, account)))

    def raw(self, payload: Json, words: str, accepted: Calls | None = None) -> None:
        """Any body at all, subscribed or not."""
        self._route(Parcel("raw", words, payload, accepted or []))

    def release(self) -> None:
        """What was held back goes out once nobody holds it any more."""
        if not (self._faults.has("withhold_receipts") or self._faults.has("hold")):
            held, self._held = self._held, []
            for parcel in held:
                self._route(parcel)

    def _parcel(
        self, number: Number, lane: str, words: str, changes: list[Json], accepted: Calls | None = None
    ) -> Parcel:
        payload = shapes.envelope(number.account, changes)
        return Parcel(lane, words, payload, accepted or [], url=self._url(number, number.account))

    def _url(self, number: Number | None, account: str) -> str | None:
        """The number's own address, else its account's, else (None) the app's."""
        own = number.callback if number else None
        return own or self._numbers.accounts[account].callback

    def _dispatch(self, parcel: Parcel) -> None:
        """Nothing goes to an app that its account is not subscribed to."""
        account = self._numbers.accounts.get(parcel.payload["entry"][0]["id"])
        if account is None or account.subscribed:
            self._route(parcel)

    def _route(self, parcel: Parcel) -> None:
        if self._faults.take_post("hold"):
            self._held.append(parcel)
        elif fault := self._faults.take_post("delay"):
            asyncio.get_running_loop().call_later(fault.seconds, self._poster.put, parcel)
        elif fault := self._faults.take_post("batch"):
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
        """One entry for each account, the changes in it as they came."""
        parcels, self._bundle = self._bundle, []
        if parcels:
            accounts: dict[str, list[Json]] = {}
            for one in parcels:
                entry = one.payload["entry"][0]
                accounts.setdefault(entry["id"], []).extend(entry["changes"])
            entries = [{"id": account, "changes": changes} for account, changes in accounts.items()]
            accepted = [call for one in parcels for call in one.accepted]
            payload = {"object": "whatsapp_business_account", "entry": entries}
            self._poster.put(Parcel("batch", f"batch of {len(parcels)}", payload, accepted, url=parcels[0].url))
