"""What an answer cites, compared with what a case wants: by id, slug or title of the rows that there are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cairn.assistant.evaluation.spelling import plain
from cairn.catalog.models import Faq, Policy, Trip


class Rows:
    """The catalogue's names. Two FAQs that were written twice count as one (`Faq.duplicate_of`)."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = defaultdict(set)
        for pk, name, slug in Trip.objects.values_list("pk", "name", "slug"):
            self.names[f"trip:{pk}"] |= {str(pk), plain(name), plain(slug)}
        for faq in Faq.objects.all():
            self.names[f"faq:{faq.pk}"] |= {str(faq.pk), plain(faq.question)}
        for slug, title in Policy.objects.values_list("slug", "title"):
            self.names[f"policy:{slug}"] |= {slug, plain(title)}

    def right(self, wanted: list[str], cited: list[Any]) -> bool:
        return any(self.same(one, source) for one in wanted for source in cited)

    def same(self, wanted: str, cited: dict[str, Any]) -> bool:
        """A departure, a day or a facet of the right trip is the right trip."""
        kind, names = wanted.split(":", 1)[0], self.names[wanted]
        said = {plain(str(cited.get("title") or ""))}
        if cited.get("kind") == kind:
            said.add(plain(str(cited.get("id") or "")))
        elif kind != "trip" or cited.get("kind") in ("faq", "policy", "story"):
            return False
        return bool(said & names) or any(len(name) > 6 and name in one for name in names for one in said if one)
