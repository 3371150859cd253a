"""What reaches a person, and how: one table of kinds and ways."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from cairn.conversations import inbox as conversations
from cairn.dashboard.desk import DeskRequest, desk
from cairn.notifications import keys, preferences
from cairn.notifications.models import Subscription
from cairn.notifications.news import Kind
from cairn.notifications.preferences import DETAILS, LABELS, QUIET, WAYS

NAMES = {
    "bell": gettext_noop("In the bell"),
    "sound": gettext_noop("Sound"),
    "push": gettext_noop("Push"),
    "email": gettext_noop("E-mail"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def page(request: DeskRequest) -> HttpResponse:
    """Everybody chooses for themselves, viewers too."""
    if request.method == "POST":
        return save(request)
    person = request.user
    rows = [(kind, _(LABELS[kind]), [(way, way in preferences.ways(person, kind)) for way in WAYS]) for kind in Kind]
    context = {
        "rows": rows,
        "ways": [(way, _(NAMES[way])) for way in WAYS],
        "quiet": person.notices.get(QUIET, True),
        "details": preferences.details(person),
        "browsers": Subscription.objects.filter(user=person).count(),
        "application_key": keys.application_key(),
        "firm": request.firm,
        "saved": request.GET.get("saved") == "1",
        "counts": conversations.counts(person),
        "here": "settings",
        "at": "notifications",
    }
    return render(request, "dashboard/notices/preferences.html", context)


def save(request: DeskRequest) -> HttpResponse:
    """A box is named for kind and way, `hot_lead-push`; what is not ticked is not wanted."""
    wanted = {kind: {way for way in WAYS if f"{kind}-{way}" in request.POST} for kind in Kind}
    preferences.choose(
        request.user, wanted=wanted, quiet_at_night=QUIET in request.POST, push_details=DETAILS in request.POST
    )
    return HttpResponseRedirect("/settings/notifications?saved=1")
