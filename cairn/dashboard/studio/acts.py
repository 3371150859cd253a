"""What owner and managers do in the studio: sync, write, submit, try, delete."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cairn.channels import numbers
from cairn.channels.whatsapp import template_sync
from cairn.channels.whatsapp import templates as at_meta
from cairn.channels.whatsapp.management import Failed
from cairn.conversations.models import Channel, Template
from cairn.conversations.templates.preflight import preflight
from cairn.conversations.templates.shape import shape
from cairn.conversations.templates.writing import check
from cairn.dashboard.desk import DeskRequest, desk, done, manages
from cairn.dashboard.studio import drafting, pages, trying
from cairn.dashboard.studio.rows import Sheet, given, sheet

HOME = "/settings/templates"


@require_POST
@desk
@manages
def sync(request: DeskRequest) -> HttpResponse:
    """Read all accounts again; the page shows how far it is."""
    accounts = Channel.objects.filter(kind=Channel.Kind.WHATSAPP).exclude(account="").order_by("account")
    for account in accounts.values_list("account", flat=True).distinct()[:20]:
        template_sync.ask(account)
    return done(request, HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@manages
def new(request: DeskRequest) -> HttpResponse:
    blank = Template(account=account(), category=Template.Category.UTILITY, language="en")
    if request.method != "POST":
        return render(request, pages.DRAFT, pages.form(request, drafting.fields(blank), sheet=pictured(blank)))
    return keep(request, blank)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@manages
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    one = pages.found(pk)
    if not drafting.editable(one):
        return HttpResponseRedirect(f"{HOME}/{pk}")
    if request.method != "POST":
        known = {"one": one, "sheet": pictured(one)}
        return render(request, pages.DRAFT, pages.form(request, drafting.fields(one), **known))
    return keep(request, one)


@require_POST
@desk
@manages
def look(request: DeskRequest) -> HttpResponse:
    """While one types: the phone's picture of it, and what Meta would say."""
    one = drafting.apply(Template(account=account()), request.POST)
    context = pages.form(request, request.POST.dict(), sheet=pictured(one), flaws=check(one))
    return render(request, f"{pages.DRAFT}#look", context)


def keep(request: DeskRequest, one: Template) -> HttpResponse:
    """Save as a draft, or submit. What is wrong comes back in words, with everything that was written."""
    one = drafting.apply(one, request.POST)
    flaws = check(one)
    try:
        if (flaws and request.POST.get("do") == "submit") or any(flaw.key == "name" for flaw in flaws):
            return again(request, one, flaws=flaws)
        if taken(one):
            return again(
                request, one, refusal=_("There is a template with this name in this language. Take another name.")
            )
        if request.POST.get("do") == "submit":
            at_meta.submit(one)
        elif not one.meta_id:
            one.save()
    except Failed as refusal:
        return again(request, one, refusal=str(refusal))
    return HttpResponseRedirect(f"{HOME}/{one.pk}")


def again(request: DeskRequest, one: Template, **more: Any) -> HttpResponse:
    known = {"one": one if one.pk else None, "sheet": pictured(one), "tried": True, **more}
    return render(request, pages.DRAFT, pages.form(request, request.POST.dict(), **known), status=422)


def taken(one: Template) -> bool:
    same = Template.objects.filter(account=one.account, name=one.name, language=one.language)
    return same.exclude(pk=one.pk).exists()


def pictured(one: Template) -> Sheet:
    """As the phone shows it, filled with the samples."""
    return sheet(one, {slot.key: slot.sample for slot in shape(one.components).slots if slot.sample}, [])


@require_POST
@desk
def fill(request: DeskRequest, pk: int) -> HttpResponse:
    """While one types values: the picture and the problems. Changes nothing, so everybody may."""
    one = pages.found(pk)
    values = given(request.POST, shape(one.components))
    context = {"sheet": sheet(one, values, preflight(one, values)), "fragment": True}
    return render(request, "dashboard/studio/shown.html", context)


@require_POST
@desk
@manages
def try_out(request: DeskRequest, pk: int) -> HttpResponse:
    """Send it to a phone of one's own."""
    one = pages.found(pk)
    values = given(request.POST, shape(one.components))
    phone = request.POST.get("phone", "")[:40]
    try:
        message = trying.send(
            one, values, phone=phone, user=request.user, key=request.POST.get("key", "")[:200] or None
        )
    except trying.Refused as refusal:
        again = sheet(one, values, preflight(one, values))
        more = {"sheet": again, "refusal": str(refusal), "phone": phone, "tried": True}
        return render(request, pages.ONE, pages.about(request, one, **more), status=422)
    return HttpResponseRedirect(f"/inbox/{message.conversation_id}")


@require_POST
@desk
@manages
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    one = pages.found(pk)
    try:
        at_meta.delete(one)
    except Failed as refusal:
        return render(request, pages.ONE, pages.about(request, one, refusal=str(refusal)), status=422)
    return HttpResponseRedirect(HOME)


def account() -> str:
    first = numbers.first()
    return first.account if first else ""
