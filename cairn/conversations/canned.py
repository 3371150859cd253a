"""Canned replies: words the team uses again and again, with blanks that are filled from the customer's rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.text import slugify

from cairn.accounts.models import User
from cairn.conversations.models import CannedReply
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.outgoing.text import LONGEST
from cairn.conversations.reply import check

DEMO = Path(__file__).parent / "data" / "replies.json"
MOST = 500
# What may stand in braces, by the fact of leads.particulars that fills it.
BLANKS = {
    "name": "first_name",
    "full_name": "name",
    "trip": "trip",
    "dates": "date",
    "price": "price",
    "advance": "advance",
    "balance": "balance",
    "seats": "seats",
    "pickup": "pickup",
    "party": "party",
    "upi_id": "upi_id",
    "agent": "agent",
    "firm": "firm",
}
BLANK = re.compile(r"\{(" + "|".join(BLANKS) + r")\}")
TOO_MANY = f"There are {MOST} replies already. Delete some that nobody uses."
TAKEN = "There is a reply of this name already."


def listed(q: str = "") -> QuerySet[CannedReply]:
    """Those whose name or words hold `q`: names that begin so first, then the most used."""
    rows = CannedReply.objects.order_by("-used", "name")
    q = q.replace("\0", "").strip()[:100]
    if not q:
        return rows
    named = ExpressionWrapper(Q(name__istartswith=q), output_field=BooleanField())
    return rows.filter(Q(name__icontains=q) | Q(text__icontains=q)).order_by(named.desc(), "-used", "name")


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The words with what is known in place of the blanks. A blank that nothing is known of stays, to be filled by hand."""
    return BLANK.sub(lambda found: facts.get(BLANKS[found[1]]) or found[0], text)


def gaps(text: str) -> list[str]:
    """The blanks that nobody has filled yet, each once."""
    return list(dict.fromkeys(found[0] for found in BLANK.finditer(text)))


def complete(text: str) -> None:
    """Raises Unsendable while there is a blank."""
    if missing := gaps(text):
        raise Unsendable(f"Still to be filled in: {', '.join(missing)}.")


def take(reply: CannedReply, facts: Mapping[str, str]) -> str:
    """The words for this customer as things are now; what is used often comes first from then on."""
    CannedReply.objects.filter(pk=reply.pk).update(used=F("used") + 1)
    return fill(reply.text, facts)


def write(reply: CannedReply, *, name: str, text: str, user: User) -> CannedReply:
    """Make or change one. Raises Unsendable, with a sentence."""
    reply.name, reply.text = slugify(name, allow_unicode=False)[:60], text.strip()
    if not reply.name:
        raise Unsendable("Give it a short name of letters and digits, such as directions.")
    check(reply.text)
    with transaction.atomic():
        others = CannedReply.objects.exclude(pk=reply.pk)
        if others.filter(name=reply.name).exists():
            raise Unsendable(TAKEN)
        if reply.pk is None and others.count() >= MOST:
            raise Unsendable(TOO_MANY)
        reply.user = user
        reply.save()
    return reply


def restore(kept: Mapping[str, object], *, user: User) -> CannedReply | None:
    """Put back one that was deleted, as it was. None when its name was taken meanwhile."""
    name = str(kept["name"])
    values = {
        "text": str(kept["text"])[:LONGEST],
        "language": str(kept["language"]),
        "used": kept["used"],
        "user": user,
    }
    found, new = CannedReply.objects.get_or_create(name=name, defaults=values)
    return found if new else None


def load_demo() -> int:
    """The demo firm's replies, where there are none yet. Returns how many were written."""
    if CannedReply.objects.exists():
        return 0
    rows = json.loads(DEMO.read_text(encoding="utf-8"))
    return len(CannedReply.objects.bulk_create([CannedReply(**row) for row in rows], ignore_conflicts=True))
