"""What a lead is worth: the trip's price for the whole party, less the group's discount."""

from __future__ import annotations

from cairn.catalog import pricing
from cairn.catalog.snapshot import Snapshot

GROUP = "group-discount"


def value(trip_id: int | None, party_size: int | None) -> int | None:
    """Paise, or None while trip or party are unknown. Reads the catalogue in memory: one cheap query."""
    if not trip_id or not party_size:
        return None
    snapshot = Snapshot.current()
    trip = snapshot.trip(trip_id)
    if trip is None:
        return None
    return pricing.quote(trip, people=party_size, group=snapshot.rules(GROUP), child={}).total
