"""The firm's own rules: list, form, rehearsal, log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cairn.automation.models import Call, Rule, RuleRun
from cairn.automation.rules import dry
from cairn.automation.rules.facts import EVENTS
from cairn.conversations import inbox as conversations
from cairn.dashboard.automation.rule_form import RuleForm, initial, spoken
from cairn.dashboard.automation.sequences import to
from cairn.dashboard.desk import DeskRequest, desk, done, manages
from cairn.lib import live
from cairn.lib.secrets import Broken

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    rule: Rule
    when: str
    then: str


@require_safe
@desk
def rules(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/rules.html", context(request) | {"rows": rows()})


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/rules.html#list", {"rows": rows()})


def context(request: DeskRequest) -> dict[str, object]:
    return {
        "here": "automation",
        "part": "rules",
        "counts": conversations.counts(request.user),
    }


def rows() -> list[Row]:
    did = Count("runs", filter=Q(runs__outcome=RuleRun.Outcome.DID))
    found = Rule.objects.annotate(did=did, last=Max("runs__at")).order_by("name")[:200]
    return [Row(rule, EVENTS.get(rule.event, rule.event), spoken(rule)) for rule in found]


@require_http_methods(["GET", "POST"])
@desk
@manages
def new(request: DeskRequest) -> HttpResponse:
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return keep(request, Rule(user=request.user), form)
    return page(request, None, form)


@require_http_methods(["GET", "POST"])
@desk
def rule(request: DeskRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Rule, pk=pk)
    if request.method == "POST":
        return change(request, found)
    return page(request, found, RuleForm(initial=initial(found)))


@manages
def change(request: DeskRequest, found: Rule) -> HttpResponse:
    form = RuleForm(request.POST)
    return keep(request, found, form) if form.is_valid() else page(request, found, form)


def keep(request: DeskRequest, row: Rule, form: RuleForm) -> HttpResponse:
    row.name, row.event = form.cleaned_data["name"], form.cleaned_data["event"]
    row.conditions, row.actions = form.conditions(), form.actions()
    row.failures, row.stopped_why = 0, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        form.add_error("name", _("There is a rule of that name already."))
        return page(request, row if row.pk else None, form)
    live.announce("automation")
    return to(request, f"/automation/rules/{row.pk}")


def page(request: DeskRequest, found: Rule | None, form: RuleForm) -> HttpResponse:
    secret = shown_secret(found) if found and request.user.may_manage else ""
    more = {"rule": found, "form": form, "secret": secret, **(log(found) if found else {})}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "dashboard/automation/rule.html", context(request) | more, status=status)


def shown_secret(found: Rule) -> str:
    """Nothing where it can't be opened: the SECRET_KEY is another one, and so will the signature fail."""
    try:
        return found.signing_secret
    except Broken:
        return ""


def log(found: Rule) -> dict[str, object]:
    runs = found.runs.select_related("lead__contact").order_by("-pk")[:SHOWN]
    calls = {call.event: call for call in Call.objects.filter(rule=found, event__in=[run.event for run in runs])}
    return {"runs": [(run, calls.get(run.event)) for run in runs]}


@require_safe
@desk
def log_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Rule, pk=pk)
    return render(request, "dashboard/automation/rule.html#log", {"rule": found, **log(found)})


@require_POST
@desk
@manages
def rehearse(request: DeskRequest) -> HttpResponse:
    """What this rule, as it stands in the form, would have done. Nothing is kept."""
    form = RuleForm(request.POST)
    found = dry.rehearse(form.cleaned_data["event"], form.conditions()) if form.is_valid() else None
    return render(request, "dashboard/automation/rule.html#rehearsal", {"found": found, "form": form})


@require_POST
@desk
@manages
def active(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Rule, pk=pk)
    on = request.POST.get("active") == "on"
    fresh = {"failures": 0, "stopped_why": ""} if on else {}
    Rule.objects.filter(pk=found.pk).update(active=on, **fresh)
    live.announce("automation")
    return done(request, "/automation/rules")


@require_POST
@desk
@manages
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(Rule, pk=pk).delete()
    live.announce("automation")
    return to(request, "/automation/rules")
