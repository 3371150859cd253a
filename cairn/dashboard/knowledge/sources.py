"""The sources as rows of the page: what each gives to the assistant, whether it holds, and where it is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cairn.catalog.models import Faq, Policy, Story, Trip
from cairn.knowledge.models import Document, Passage

MOST = 50  # rows of one page
COUNTED = 1000  # beyond which nobody counts
VIEWS = {
    "trips": _("Trips"),
    "faqs": _("FAQs"),
    "stories": _("Stories"),
    "policies": _("Policies"),
    "documents": _("Documents"),
    "stale": _("Not used"),
    "twice": _("Said twice"),
}
KINDS = {"trips": "trip", "faqs": "faq", "stories": "story", "policies": "policy", "documents": "document"}
NAMES = {"trip": _("Trip"), "faq": _("FAQ"), "story": _("Story"), "policy": _("Policy"), "document": _("Document")}
PLACES = {
    "trip": "/trips/{}",
    "faq": "/faqs/{}/edit",
    "story": "/stories/{}/edit",
    "policy": "/policies#{}",
    "document": "/knowledge/documents/{}",
}


@dataclass(slots=True)
class Row:
    """One row of the catalogue, or a document, with what the assistant has of it."""

    kind: str
    id: str
    title: str
    passages: int = 0
    stale: list[str] = field(default_factory=list)
    same_as: str = ""
    document: Document | None = None

    @property
    def name(self) -> str:
        return f"{NAMES[self.kind]} #{self.id}"

    @property
    def place(self) -> str:
        """Where it is edited."""
        return place(self.kind, self.id)

    @property
    def known(self) -> str:
        """Where to see what the assistant knows of it."""
        return f"/knowledge/trip/{self.id}" if self.kind == "trip" else self.place


def place(kind: str, id: str) -> str:
    return PLACES[kind].format(id)


def counts() -> dict[str, int]:
    """How many there are of each, up to a thousand."""
    found = {"trips": Trip.objects.filter(active=True), "faqs": Faq.objects.all(), "stories": Story.objects.all()}
    found |= {"policies": Policy.objects.all(), "documents": Document.objects.all()}
    found |= {"stale": stale_sources(), "twice": twice_sources()}
    return {name: rows.order_by()[:COUNTED].count() for name, rows in found.items()}


def stale_sources() -> Any:
    return Passage.objects.filter(stale=True).values("kind", "source_id").distinct()


def twice_sources() -> Any:
    return Passage.objects.exclude(same_as="").values("kind", "same_as").distinct()


def listed(view: str, after: int) -> list[Row]:
    """One page of a view, `after` rows on. A constant number of queries."""
    if view == "stale":
        return of_passages(stale_sources().order_by("kind", "source_id")[after : after + MOST])
    if view == "twice":
        return clusters(after)
    rows = [Row(KINDS[view], *pair) for pair in named(view, after)]
    return detailed(rows)


def named(view: str, after: int) -> list[tuple[str, str]]:
    page = slice(after, after + MOST)
    found: Any
    match view:
        case "trips":
            found = Trip.objects.filter(active=True).order_by("-featured", "pk").values_list("pk", "name")
        case "faqs":
            found = Faq.objects.order_by("pk").values_list("pk", "question")
        case "stories":
            found = Story.objects.order_by("pk").values_list("pk", "title")
        case "policies":
            found = Policy.objects.order_by("pk").values_list("slug", "title")
        case _:
            found = Document.objects.order_by("-pk").values_list("pk", "title")
    return [(str(key), title) for key, title in found[page]]


def detailed(rows: Sequence[Row]) -> list[Row]:
    """With counts of passages, reasons and documents' states: two queries."""
    ids = defaultdict[str, list[str]](list)
    for row in rows:
        ids[row.kind].append(row.id)
    wanted = Q(pk=None)
    for kind, keys in ids.items():
        wanted |= Q(kind=kind, source_id__in=keys)
    told = {
        (p["kind"], p["source_id"]): p
        for p in Passage.objects.filter(wanted).values("kind", "source_id").annotate(n=Count("pk"))
    }
    reasons = defaultdict[tuple[str, str], list[str]](list)
    for kind, source, why in Passage.objects.filter(wanted, stale=True).values_list(
        "kind", "source_id", "stale_reason"
    ):
        if why not in reasons[kind, source]:
            reasons[kind, source].append(why)
    same = dict(Passage.objects.filter(wanted, kind="faq").exclude(same_as="").values_list("source_id", "same_as"))
    documents = (
        Document.objects.select_related("trip").in_bulk([int(key) for key in ids["document"]])
        if ids["document"]
        else {}
    )
    for row in rows:
        key = (row.kind, row.id)
        row.passages, row.stale = told[key]["n"] if key in told else 0, reasons[key]
        row.same_as = same.get(row.id, "") if row.kind == "faq" else ""
        row.document = documents.get(int(row.id)) if row.kind == "document" else None
    return list(rows)


def of_passages(pairs: Any) -> list[Row]:
    """Rows for pairs of kind and id, titled as the catalogue titles them."""
    found = [(pair["kind"], pair["source_id"]) for pair in pairs]
    titles = titled(found)
    return detailed([Row(kind, key, titles.get((kind, key), "")) for kind, key in found])


def titled(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """At most one query a kind."""
    models: dict[str, tuple[Any, str, str]] = {
        "trip": (Trip, "pk", "name"), "faq": (Faq, "pk", "question"), "story": (Story, "pk", "title"),
        "policy": (Policy, "slug", "title"), "document": (Document, "pk", "title"),
    }  # fmt: skip
    found: dict[tuple[str, str], str] = {}
    for kind, (model, key, title) in models.items():
        if ids := [source for name, source in pairs if name == kind]:
            rows = model.objects.filter(**{f"{key}__in": ids}).values_list(key, title)
            found |= {(kind, str(pk)): words for pk, words in rows}
    return found


def clusters(after: int) -> list[Row]:
    """FAQs that say the same, those of one cluster together, the one that stands for it first."""
    leaders = [row["same_as"] for row in twice_sources().order_by("same_as")[after : after + MOST]]
    members = Passage.objects.filter(kind="faq", same_as__in=leaders).values_list("same_as", "source_id").distinct()
    pairs = sorted(
        {*((leader, leader) for leader in leaders), *members}, key=lambda p: (int(p[0]), p[0] != p[1], int(p[1]))
    )
    titles = titled([("faq", source) for _, source in pairs])
    return detailed([Row("faq", source, titles.get(("faq", source), "")) for _, source in pairs])
