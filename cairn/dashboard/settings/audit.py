"""The audit log, for owners: who did what of consequence, found by what, by whom and by words."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cairn.accounts import audit
from cairn.dashboard.desk import DeskRequest, desk, owns
from cairn.dashboard.settings import log

NAMES = ("act", "person", "q")


@require_safe
@desk
@owns
def page(request: DeskRequest) -> HttpResponse:
    search = asked(request)
    found = audit.find(search)
    return log.show(
        request,
        "audit",
        found,
        size=audit.PAGE,
        search=search,
        names=NAMES,
        name=_("Audit log"),
        about=_("Who did what of consequence. Lines are only ever added, and kept for 400 days at least."),
        acts=audit.acts(),
    )


def asked(request: DeskRequest) -> audit.Search:
    act = log.text(request, "act", 40)
    return audit.Search(
        acts=(act,) if act else (),
        person=log.number(request, "person"),
        words=log.text(request, "q"),
        before=log.number(request, "before"),
    )
