"""The firm itself: what it is called, when it is there, and when it must not be heard. Owner and managers change it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cairn.accounts.models import Firm
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.settings import hours
from cairn.journal import staff

PAGE = "dashboard/settings/firm.html"
UPI = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}")


if TYPE_CHECKING:
    OfFirm = forms.ModelForm[Firm]
else:
    OfFirm = forms.ModelForm  # takes no type while it runs


class FirmForm(OfFirm):
    website = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Firm
        fields = (
            "name", "city", "address", "phone", "emergency_phone", "email", "website", "upi_id", "time_zone",
            "call_back_minutes", "quiet_from", "quiet_until", "phone_hours", "round_robin",
        )  # fmt: skip

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. Write it as Asia/Kolkata."))
        return zone

    def clean_upi_id(self) -> str:
        given = str(self.cleaned_data["upi_id"]).strip()
        if given and not UPI.fullmatch(given):
            raise ValidationError(_("A UPI id reads name@bank, such as trekandstay@paytm."))
        return given

    def clean_phone_hours(self) -> int:
        return within(int(self.cleaned_data["phone_hours"]), 1, 168, "hours")

    def clean_call_back_minutes(self) -> int:
        return within(int(self.cleaned_data["call_back_minutes"]), 5, 1440, "minutes")


def within(value: int, least: int, most: int, what: str) -> int:
    if not least <= value <= most:
        raise ValidationError(f"Give {least} to {most} {what}.")
    return value


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, FirmForm(instance=request.firm))
    if not request.user.may_manage:
        raise PermissionDenied
    return save(request)


def save(request: DeskRequest) -> HttpResponse:
    form, wrong = FirmForm(request.POST, instance=request.firm), ""
    try:
        known: hours.Hours | None = hours.read(request.POST)
    except hours.Unclear as problem:
        known, wrong = None, str(problem)
    if known is None or not form.is_valid():
        return show(request, form, status=422, wrong=wrong)
    with transaction.atomic():
        before = Firm.current()
        firm = form.save(commit=False)
        firm.working_hours = known
        firm.save()
        staff.firm_changed(firm, by=request.user, before=before, fields=(*FirmForm.Meta.fields, "working_hours"))
    return HttpResponseRedirect("/settings?saved=1")


def show(request: DeskRequest, form: FirmForm, *, status: int = 200, **more: Any) -> HttpResponse:
    known = Firm.current().working_hours
    values: dict[str, Any] = {"here": "settings", "at": "firm", "form": form, "days": hours.days(known)}
    values |= {"saved": "saved" in request.GET, **more}
    return render(request, PAGE, values, status=status)
