"""Everything that is held about a person, kind by kind: one list for the copy, for erasing, and for the test that
neither forgets anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from cairn.assistant import models as assistant
from cairn.automation import models as automation
from cairn.conversations import models as conversations
from cairn.journal.models import Event, LeadChange
from cairn.leads import models as leads
from cairn.notifications import models as notifications
from cairn.privacy.models import Access
from cairn.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Held:
    """`ways` lead from a row to the person: through a contact, a thread, a lead, an Event."""

    name: str
    model: type[Model]
    ways: tuple[tuple[str, str], ...]

    def rows(self, person: Person) -> QuerySet[Any]:
        known: dict[str, Any] = {
            "contact": person.contacts,
            "talk": person.talks,
            "lead": person.leads,
            "event": events(person).values("pk"),
            "mark": [f"{sign}{mark}" for mark in person.marks for sign in ("", "+")],
        }
        wanted = Q()
        for path, what in self.ways:
            wanted |= Q(**{f"{path}__in": known[what]})
        return self.model._default_manager.filter(wanted)


def events(person: Person) -> QuerySet[Event]:
    return Event.objects.filter(Q(conversation_id__in=person.talks) | Q(lead_id__in=person.leads))


BY_TALK = (("conversation", "talk"),)
BY_LEAD = (("lead", "lead"),)
BY_CONTACT = (("contact", "contact"),)
BY_EVENT = (("event_id", "event"),)
# In the order in which they may be deleted: what points comes before what it points to.
HELD = (
    Held("notices_seen", notifications.Seen, BY_EVENT),
    Held("notices_sent", notifications.Sent, BY_EVENT),
    Held("rule_news", automation.News, (("event", "event"),)),
    Held("rule_runs", automation.RuleRun, (("lead", "lead"), ("event", "event"))),
    Held("webhook_calls", automation.Call, (("event", "event"),)),
    Held("events", Event, (("conversation_id", "talk"), ("lead_id", "lead"))),
    Held("enrolments", automation.Enrolment, (("lead", "lead"), ("conversation", "talk"))),
    Held("silences", automation.Silence, BY_LEAD),
    Held("tasks", leads.Task, BY_LEAD),
    Held("questions", assistant.Question, BY_TALK),
    Held("proposed_edits", assistant.ProposedEdit, (("suggestion__conversation", "talk"),)),
    Held("translations", assistant.Translation, (("message__conversation", "talk"),)),
    Held("suggestions", assistant.Suggestion, BY_TALK),
    Held("answers", assistant.Answer, (("conversation", "talk"), ("message__conversation", "talk"))),
    Held("summaries", assistant.Summary, BY_TALK),
    Held("model_calls", assistant.ModelCall, BY_TALK),
    Held("style_cases", assistant.StyleCase, BY_CONTACT),
    Held("drafts", conversations.Draft, BY_TALK),
    Held("presences", conversations.Presence, BY_TALK),
    Held("notes", conversations.Note, BY_TALK),
    Held("media", conversations.Attachment, (("message__conversation", "talk"),)),
    Held("consents", conversations.Consent, BY_CONTACT),
    Held("messages", conversations.Message, BY_TALK),
    Held("lead_changes", LeadChange, (("lead_id", "lead"),)),
    Held("leads", leads.Lead, (("contact", "contact"), ("conversation", "talk"))),
    Held("waiting_receipts", conversations.WaitingReceipt, (("participant", "mark"),)),
    Held("conversations", conversations.Conversation, BY_CONTACT),
    Held("accesses", Access, BY_CONTACT),
    Held("merges", conversations.Merge, (("kept", "contact"), ("merged", "contact"))),
    Held("identities", conversations.Identity, BY_CONTACT),
    Held("contacts", conversations.Contact, (("pk", "contact"),)),
)


def counts(person: Person) -> dict[str, int]:
    return {one.name: one.rows(person).count() for one in HELD}


def columns(model: type[Model]) -> Iterator[str]:
    """What a copy holds of a row: all of it but what a program made to search by."""
    for field in model._meta.concrete_fields:
        if field.get_internal_type() not in ("GeneratedField", "SearchVectorField", "VectorField"):
            yield field.attname
