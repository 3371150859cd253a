"""What each kind of thing that is held about a person is called on their page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "notices_seen": _("Notices that were seen"),
    "notices_sent": _("Notices that were sent"),
    "rule_news": _("Events that rules wait for"),
    "rule_runs": _("Runs of rules"),
    "webhook_calls": _("Calls to other programmes"),
    "events": _("Events of the timeline"),
    "lead_changes": _("Changes of leads"),
    "enrolments": _("Sequences they are in"),
    "silences": _("Silences that are watched"),
    "tasks": _("Tasks"),
    "questions": _("Questions without an answer"),
    "proposed_edits": _("Proposed edits"),
    "translations": _("Translations"),
    "suggestions": _("Suggested replies"),
    "answers": _("Answers of the assistant"),
    "summaries": _("Summaries"),
    "model_calls": _("Calls of the language model"),
    "style_cases": _("Trials of styles"),
    "drafts": _("Drafts"),
    "presences": _("Who has the thread open"),
    "notes": _("Notes"),
    "media": _("Photos, voice notes and documents"),
    "consents": _("Wishes about messages"),
    "messages": _("Messages"),
    "leads": _("Leads"),
    "waiting_receipts": _("Receipts that wait"),
    "conversations": _("Conversations"),
    "accesses": _("Who looked"),
    "merges": _("Merges"),
    "identities": _("Numbers and ids"),
    "contacts": _("Contacts"),
}
