"""Where a lead came from, in words, and the address of the advertisement if it was one."""

from __future__ import annotations

from cairn.leads.models import Lead

WORDS = {"whatsapp": "WhatsApp", "webchat": "Website", "phone": "The phone", "call": "A call"}


def source_words(lead: Lead) -> str:
    if lead.source != "ad":
        return WORDS.get(lead.source, lead.source.replace("_", " ").capitalize())
    detail = lead.source_detail
    headline = str(detail.get("headline") or detail.get("body") or "")[:120]
    kind = "Post" if detail.get("source_type") == "post" else "Ad"
    return f"{kind}: {headline}" if headline else kind


def source_url(lead: Lead) -> str:
    """Only web pages: the address is what WhatsApp was told by the advertiser."""
    found = lead.source_detail.get("source_url") if lead.source == "ad" else ""
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else ""
