"""The access log, for owners: who looked at or saved what is held about whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cairn.conversations.models import Contact
from cairn.dashboard.desk import DeskRequest, desk, owns
from cairn.dashboard.settings import log
from cairn.privacy import access
from cairn.privacy.models import Access

NAMES = ("what", "person", "contact", "q")
TOKEN = "token"
WORDS: dict[str, str | Promise] = {
    "conversation": _("Read the conversation"),
    "lead": _("Opened the lead"),
    "privacy": _("Saw what is held"),
    "export": _("Saved a copy of everything"),
    "list": _("Saved a list of leads"),
}


@require_safe
@desk
@owns
def page(request: DeskRequest) -> HttpResponse:
    search = asked(request)
    found = access.find(search)
    contact = Contact.objects.filter(pk=search.contact).first() if search.contact else None
    return log.show(
        request,
        "access",
        found,
        size=access.PAGE,
        search=search,
        names=NAMES,
        name=_("Who looked"),
        about=_(
            "Who of the team, or that a program with the API's token, read or saved what is held about a customer: one line a person and quarter of an hour."
        ),
        kinds=WORDS,
        contact=contact,
    )


def asked(request: DeskRequest) -> access.Search:
    what = request.GET.get("what", "")
    return access.Search(
        person=log.number(request, "person"),
        token=request.GET.get("person") == TOKEN,
        what=what if what in Access.What.values else "",
        contact=log.number(request, "contact"),
        words=log.text(request, "q"),
        before=log.number(request, "before"),
    )
