"""What an answer stands on, as people read it: the row, its words, and where it can be corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet
from django.urls import Resolver404, resolve

from cairn.knowledge.models import Passage

FEW = 3  # passages of one source
PAGES = {"trip": "/trips/{id}/edit", "faq": "/faqs/{id}/edit", "story": "/stories/{id}/edit"}
OWN = "/knowledge/correct/{kind}/{id}"
OURS = ("trip", "faq", "policy")


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of an answer. `passages`: its words that are nearest to the question, with a score from 0 to 1."""

    kind: str
    id: str
    title: str
    passages: list[Passage]
    correct: str


def cited(sources: Iterable[dict[str, Any]], question: str) -> list[Cited]:
    """One query a source, and an answer has few. By words, so that a web process needs no model."""
    return [one(str(source.get("kind", "")), str(source.get("id", "")), source, question) for source in sources][:6]


def one(kind: str, pk: str, source: dict[str, Any], question: str) -> Cited:
    return Cited(kind, pk, str(source.get("title", "")), list(passages(kind, pk, question)[:FEW]), page(kind, pk))


def passages(kind: str, pk: str, question: str) -> QuerySet[Passage]:
    words = [word for word in question.split() if word.isalnum()][:20]
    query = SearchQuery(" OR ".join(words) or "x", config="english", search_type="websearch")
    rank = SearchRank(F("words"), query, normalization=32)
    return Passage.objects.filter(kind=kind, source_id=pk).annotate(score=rank).order_by("-score", "pk")


def page(kind: str, pk: str) -> str:
    """Where this row can be corrected; empty where nowhere yet."""
    if kind in OURS:
        return OWN.format(kind=kind, id=pk)
    address = PAGES.get(kind, "").format(id=pk)
    return address if address and exists(address) else ""


def exists(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
