"""Which acts of the desk are of consequence: the name of the address, and what the audit log calls it.

The line is written once the act is done, with who, from where, and the address it was done at. What is refused is none.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from cairn.accounts import audit
from cairn.accounts.models import User
from cairn.dashboard.entering import address

SAVED = ("POST",)
TAKEN = ("GET",)
ACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "settings": ("firm changed", SAVED),
    "settings-numbers": ("number added", SAVED),
    "settings-doctor-act": ("number changed", SAVED),
    "settings-team-add": ("team: added", SAVED),
    "settings-team-change": ("team: changed", SAVED),
    "settings-team-invite": ("team: invited", SAVED),
    "settings-team-invitation": ("team: invitation changed", SAVED),
    "settings-team-second": ("second factor asked of all", SAVED),
    "settings-entry-act": ("webhook processed again", SAVED),
    "settings-entry": ("webhook looked at", TAKEN),
    "settings-entry-body": ("webhook saved", TAKEN),
    "template-new": ("template written", SAVED),
    "template-edit": ("template written", SAVED),
    "template-delete": ("template deleted", SAVED),
    "template-try": ("template tried", SAVED),
    "automation-mode": ("automation changed", SAVED),
    "automation-pause": ("automation changed", SAVED),
    "sequence-new": ("sequence changed", SAVED),
    "sequence": ("sequence changed", SAVED),
    "sequence-active": ("sequence changed", SAVED),
    "rule-new": ("rule changed", SAVED),
    "rule": ("rule changed", SAVED),
    "rule-active": ("rule changed", SAVED),
    "rule-delete": ("rule deleted", SAVED),
    "lead-payment": ("payment noted", SAVED),
    "same-person": ("people merged", SAVED),
    "wish-written": ("wish written down", SAVED),
    "undo-merge": ("people parted", SAVED),
    "import-change": ("import carried out", SAVED),
    "catalog-import-change": ("import carried out", SAVED),
    "privacy-copies": ("copy of a person made", SAVED),
    "privacy-download": ("copy of a person saved", TAKEN),
    "privacy-erase": ("person erased", SAVED),
    "settings-retention": ("retention changed", SAVED),
    "leads-export": ("export", TAKEN),
    "insights-csv": ("export", TAKEN),
    "catalog-export": ("export", TAKEN),
    "calendar-address": ("calendar address made", SAVED),
    "knowledge-add": ("document added", SAVED),
    "knowledge-remove": ("document removed", SAVED),
}


def tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note it, if it is of consequence and was done."""
    match, user = request.resolver_match, request.user
    act, methods = ACTS.get(match.url_name or "", ("", ())) if match else ("", ())
    if request.method in methods and response.status_code < 400 and isinstance(user, User):
        done = request.POST.get("do", "")[:20]
        audit.note(act, user=user, about=request.path[:200], address=address(request), **({"do": done} if done else {}))
