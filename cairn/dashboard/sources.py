"""Where a lead came from, in words, and the address of the advertisement if it was one."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.leads.models import Lead

WORDS = {
    "whatsapp": "WhatsApp",
    "website": gettext_noop("Website"),
    "ad": gettext_noop("Advertisement"),
    "referral": gettext_noop("Recommended"),
    "instagram": "Instagram",
    "facebook": "Facebook",
    "walk_in": gettext_noop("Came in person"),
    "import": gettext_noop("From a file"),
    "phone": gettext_noop("The phone"),
    "call": gettext_noop("A call"),
}


def word(source: str) -> str:
    known = WORDS.get(source)
    return _(known) if known else source.replace("_", " ").capitalize()


def choices(source: str = "") -> list[tuple[str, str]]:
    """What a person may choose as (value, word); `source`, what the lead has now, is always among them."""
    return [(value, word(value)) for value in dict.fromkeys((*WORDS, source)) if value]


def source_words(lead: Lead) -> str:
    if lead.source != "ad":
        return word(lead.source)
    detail = lead.source_detail
    headline = str(detail.get("headline") or detail.get("body") or "")[:120]
    kind = _("Post") if detail.get("source_type") == "post" else _("Ad")
    return f"{kind}: {headline}" if headline else kind


def source_url(lead: Lead) -> str:
    """Only web pages: the address is what WhatsApp was told by the advertiser."""
    found = lead.source_detail.get("source_url") if lead.source == "ad" else ""
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else ""
