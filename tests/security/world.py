"""One of each thing that an address can name, and one that belongs to somebody else."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from cairn.accounts.models import User
from cairn.assistant.models import Answer, Gap, ProposedEdit, StyleTrial, Suggestion
from cairn.automation.models import Enrolment, Rule, Sequence
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip, TripImage
from cairn.catalog.transfer import carry
from cairn.conversations.models import Attachment, CannedReply, Contact, Conversation, Merge, Template
from cairn.journal.models import Entry, Event
from cairn.journal.staff import invite
from cairn.knowledge.models import Case, Document
from cairn.leads.models import CustomField, Lead, SavedView, Task
from cairn.leads.models import Import as LeadImport
from cairn.lib import clock
from cairn.privacy.models import Erasure
from tests.dashboard.conftest import talks

NOBODY = {"int": "987654321", "uuid": str(uuid.UUID(int=7)), "slug": "nothing", "str": "nothing"}
NOTHING: dict[str, Any] = {
    "identities": [],
    "conversations": [],
    "consents": [],
    "pairs": [],
    "before": {},
    "after": {},
}
Names = dict[str, Any]


def build(channel: Any, owner: User) -> Names:
    """The start of an address -> the id that stands in it. The longest start that fits counts."""
    talk = talks(channel, "Priya Nair", phone="+919845011223")
    return {**of_customers(talk), **of_catalogue(owner), **of_learning(talk), **of_firm(owner), **of_automation(talk)}


def of_customers(talk: Conversation) -> Names:
    lead, now = Lead.objects.get(conversation=talk), clock.now()
    task = Task.objects.create(lead=lead, type="call", title="Call her", due_at=now)
    kinds = ("stage_changed", "stage_suggested", "notification")
    moved, suggested, news = (event(kind, talk, lead) for kind in kinds)
    merged = Merge.objects.create(kept=talk.contact, merged=Contact.objects.create(name="Priya N"), moved=NOTHING)
    talk.messages.update(type="document")
    file = Attachment.objects.create(channel=talk.channel, message=talk.messages.get(), kind="document", state="failed")
    return {
        "inbox/": talk.pk, "leads/": lead.pk, "pipeline/": lead.pk, "pipeline/column/": "inquiry", "tasks/": task.pk,
        "moves/": moved.pk, "moves/<int:pk>/accept": suggested.pk, "moves/<int:pk>/decline": suggested.pk,
        "notifications/": news.pk, "messages/": talk.messages.get().pk, "people/": talk.contact.pk,
        "people/erased/": Erasure.objects.create(contact_id=0, contact_made_at=now, asked_at=now, state="done").pk,
        "merges/": merged.pk, "media/": file.key,
        "leads/import/": LeadImport.objects.create(filename="a.csv", content="name\nPriya\n").pk,
    }  # fmt: skip


def event(kind: str, talk: Conversation, lead: Lead) -> Event:
    data = {"from": "inquiry", "to": "contacted", "rule": "first_reply", "confidence": 1.0, "kind": "hot_lead"}
    known = {"at": clock.now(), "actor": "rule", "lead_id": lead.pk, "conversation_id": talk.pk}
    return Event.objects.create(type=kind, data=data, **known)


def of_catalogue(owner: User) -> Names:
    trip = Trip.objects.order_by("pk").first()
    image = TripImage.objects.create(trip=trip, sha256="0" * 64, width=1, height=1, size=1)
    row = {"kind": "faq", "act": "deleted", "row": 1, "fields": {}}
    return {
        "trips/": trip.pk, "trips/images/<int": image.pk, "trips/images/<uuid": image.key, "knowledge/trip/": trip.pk,
        "departures/": Departure.objects.order_by("pk").first().pk, "faqs/": Faq.objects.order_by("pk").first().pk,
        "stories/": Story.objects.order_by("pk").first().pk, "policies/": Policy.objects.order_by("pk").first().pk,
        "catalog/import/": carry.take(owner, filename="a.csv", body=b"question,answer\nSharks?,None\n").pk,
        "catalog/export/": ("faqs", "csv"),
        "insights/": "sources",
        "catalog/undo/": Event.objects.create(type="catalog_changed", at=clock.now(), actor="staff", data=row).pk,
    }  # fmt: skip


def of_learning(talk: Conversation) -> Names:
    answer = Answer.objects.create(conversation=talk, question="How much?")
    suggestion = Suggestion.objects.create(conversation=talk, message=talk.messages.get(), question="?", text="x")
    edit = ProposedEdit.objects.create(
        suggestion=suggestion, kind="trip", source_id="1", title="7-Day", current="a", proposed="b"
    )
    return {
        "answers/": answer.pk, "suggestions/": suggestion.pk, "knowledge/edits/": edit.pk,
        "knowledge/correct/": ("faq", "1"),
        "knowledge/gaps/": Gap.objects.create(question="Sharks?", last_at=clock.now()).pk,
        "knowledge/styles/": StyleTrial.objects.create(styles=["plain", "brief"]).pk,
        "knowledge/documents/": Document.objects.create(kind="file", title="Rules").pk,
        "knowledge/evaluation/cases/": Case.objects.create(name="sharks", case={"ask": "Sharks?"}).pk,
    }  # fmt: skip


def of_firm(owner: User) -> Names:
    somebody = User.objects.create_user("sid@trekandstay.test", name="Sid", role="agent")
    body = b"{}"
    entry = Entry.objects.create(body=body, sha256=hashlib.sha256(body).digest(), received_at=clock.now())
    made = invite(by=owner, role="agent", email="", name="Ines")
    channel = Conversation.objects.get(contact__name="Priya Nair").channel
    return {
        "settings/team/": somebody.pk, "settings/team/invitations/": made.pk, "settings/journal/": entry.pk,
        "settings/doctor/": channel.pk,
        "settings/fields/": CustomField.objects.create(key="diet", label="Diet").pk,
        "settings/replies/": CannedReply.objects.create(name="hello", text="Hello").pk,
        "settings/templates/": Template.objects.create(account=channel.account, name="hi", language="en").pk,
    }  # fmt: skip


def of_automation(talk: Conversation) -> Names:
    lead = Lead.objects.get(conversation=talk)
    sequence = Sequence.objects.create(slug="later-on", name="Later on")
    inside = Enrolment.objects.create(lead=lead, conversation=talk, sequence=sequence, version=1)
    return {
        "automation/sequences/": sequence.pk, "automation/enrolments/": inside.pk,
        "automation/rules/": Rule.objects.create(name="Tell", event="opted_out").pk,
    }  # fmt: skip


def views_of(user: User) -> Names:
    """Saved views: the one thing that belongs to one person alone."""
    pages = {"inbox/views/": "inbox", "pipeline/views/": "pipeline", "leads/views/": "leads"}
    return {start: SavedView.objects.create(user=user, page=page, name="Mine").pk for start, page in pages.items()}
