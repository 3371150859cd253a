"""The template picker: what fits this customer, filled in as far as is known, sent with one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cairn.automation.said import by_staff
from cairn.conversations import rates
from cairn.conversations.models import Conversation, Template
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.templates.asking import asking, rank
from cairn.conversations.templates.plan import plan_template
from cairn.conversations.templates.preflight import preflight
from cairn.conversations.templates.send import send_template, unwanted
from cairn.conversations.templates.shape import shape
from cairn.conversations.templates.suggest import suggest
from cairn.conversations.window import window
from cairn.dashboard.composer import writing
from cairn.dashboard.composer.planning import moment
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.inbox import visible
from cairn.dashboard.studio.rows import Row, Sheet, given, listed, sheet
from cairn.leads.particulars import particulars
from cairn.lib.digits import whole

PICKER = "dashboard/composer/picker.html"
MOST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A template in the list. `gaps`: how many blanks nobody has filled in yet."""

    row: Row
    gaps: int


@require_safe
@desk
@writes
def picker(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole picker."""
    found = visible(request, pk)
    facts = particulars(found, request.user)
    choices = ranked(found, facts, request.GET.get("q", ""))
    first = choices[0].row.template if choices else None
    context = {"choices": choices, "asks": asking(found, facts), "key": uuid4(), **picked(found, first, facts)}
    return render(request, PICKER, {"conversation": found, "presets": writing.presets(request.firm), **context})


@require_safe
@desk
@writes
def found_list(request: DeskRequest, pk: int) -> HttpResponse:
    """The list alone, while one types in its search."""
    found = visible(request, pk)
    choices = ranked(found, particulars(found, request.user), request.GET.get("q", ""))
    chosen = request.GET.get("template", "")
    return render(request, f"{PICKER}#list", {"conversation": found, "choices": choices, "chosen": chosen})


@require_safe
@desk
@writes
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """The chosen template with its blanks."""
    found = visible(request, pk)
    chosen = template(found, request.GET.get("template", ""))
    return render(request, f"{PICKER}#picked", picked(found, chosen, particulars(found, request.user)))


@require_POST
@desk
@writes
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Now, or at the time that was chosen."""
    found = visible(request, pk)
    chosen = template(found, request.POST.get("template", ""))
    values, key = given(request.POST, shape(chosen.components)), request.POST.get("key", "")[:200] or None
    try:
        if at := moment(request):
            plan_template(found, chosen, values=values, at=at, user=request.user, key=key)
        else:
            say = partial(send_template, found, chosen, values=values, user=request.user, key=key)
            by_staff(found, user=request.user, say=say)
    except Unsendable as refusal:
        return refused(refusal)
    return done(request, f"/inbox/{pk}")


def template(conversation: Conversation, raw: str) -> Template:
    """One that may be chosen here, or 404."""
    rows = mine(conversation).filter(pk=whole(raw) or 0)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def mine(conversation: Conversation, q: str = "") -> QuerySet[Template]:
    """The approved templates of the account to which this conversation's number belongs."""
    account, rows = conversation.channel.account, listed(view="ready", q=q)
    return rows.filter(account=account) if account else rows


def ranked(conversation: Conversation, facts: Mapping[str, str], q: str) -> list[Choice]:
    """Those that need no typing first, and of these the ones that ask for a reply; none that this customer refused."""
    wanted = [one for one in mine(conversation, q.replace("\0", "")[:100])[:MOST] if not unwanted(conversation, one)]
    found = [Choice(Row(one), gaps(one, facts)) for one in wanted]
    return sorted(found, key=lambda choice: (bool(choice.gaps), -rank(choice.row.template), choice.row.title))


def gaps(template: Template, facts: Mapping[str, str]) -> int:
    return len(shape(template.components).slots) - len(suggest(template, facts))


def picked(conversation: Conversation, chosen: Template | None, facts: Mapping[str, str]) -> dict[str, Any]:
    if chosen is None:
        return {"conversation": conversation, "sheet": None}
    values = suggest(chosen, facts)
    filled: Sheet = sheet(chosen, values, preflight(chosen, values))
    cost = rates.words(window(conversation), conversation.contact.phone, chosen.category)
    return {"conversation": conversation, "sheet": filled, "chosen": str(chosen.pk), "cost": cost}
