"""What stands beside a message: forwarded, about a product, written in a group, answered by another app."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cairn.dashboard.contents import Json, inner, objects, words

NOT_PASSED_ON = "WhatsApp did not pass this message on. Ask for it in another form, or look on the phone."
# Meta: errors of `unsupported` messages.
REASONS = {
    131051: f"A kind of message that businesses do not get, such as a poll or a photo to be seen once. {NOT_PASSED_ON}",
    131052: "WhatsApp could not pass this file on. It may have more than 100 MB. Ask for a smaller one.",
    131060: "WhatsApp does not have this message yet. It may still come by itself, or ask for it again.",
    130501: f"A kind of message that businesses do not get in groups. {NOT_PASSED_ON}",
}


@dataclass(frozen=True, slots=True)
class Remark:
    icon: str
    words: str


def remarks(content: Json) -> list[Remark]:
    found = []
    if writer := words(content, "writer"):
        found.append(Remark("user", writer))
    if content.get("frequently_forwarded"):
        found.append(Remark("arrow-right", _("Forwarded many times")))
    elif content.get("forwarded"):
        found.append(Remark("arrow-right", _("Forwarded")))
    if product := words(inner(content, "referred_product"), "product_retailer_id"):
        found.append(Remark("tag", f"About {product} in the catalogue"))
    if summary := words(inner(inner(content, "conversation_context"), "summary"), "text"):
        found.append(Remark("info", f"WhatsApp's summary: {summary[:500]}"))
    if headline := advertisement(content):
        found.append(Remark("open", headline))
    if content.get("standby"):
        found.append(Remark("plug", _("Another app has this chat, so the assistant stays out of it")))
    return found


def advertisement(content: Json) -> str:
    referral = inner(content, "referral")
    if not referral:
        return ""
    kind = "a post" if words(referral, "source_type") == "post" else "an ad"
    headline = words(referral, "headline") or words(referral, "body")
    return f"Came from {kind}: {headline[:120]}" if headline else f"Came from {kind}"


def unsupported(content: Json) -> str:
    """Why there is nothing to be seen."""
    kind = words(content, "original_type")
    if content.get("placeholder"):
        return "A photo, video or file from before. WhatsApp has not passed it on yet."
    if kind:
        return f"A kind of message that is new to Cairn ({kind[:40]}). It is kept; look at it on the phone."
    codes = [error.get("code") for error in objects(content, "errors")]
    return next((REASONS[code] for code in codes if code in REASONS), NOT_PASSED_ON)
