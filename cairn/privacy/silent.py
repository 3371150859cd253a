"""Threads that have been silent for long enough lose their words; who spoke with the firm, and when, stays."""

from __future__ import annotations

from cairn.assistant.models import Answer, ProposedEdit, Question, Suggestion, Summary, Translation
from cairn.conversations.models import Conversation, Draft, Message, Note
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task

# What an Event says beside its numbers and that a count or an undo still needs.
PLAIN = ("from", "to", "source", "kind", "status", "rule", "stayed", "undone", "undoes", "took_ms", "amount")


def blank(talks: list[Conversation]) -> int:
    found = [talk.pk for talk in talks]
    leads = Lead.objects.filter(conversation__in=found)
    Message.objects.filter(conversation__in=found).update(text="", content={}, reactions={}, sources=[], error="")
    for model in (Question, Suggestion, Summary, Draft, Note):
        model._default_manager.filter(conversation__in=found).delete()
    ProposedEdit.objects.filter(suggestion__conversation__in=found).delete()
    Translation.objects.filter(message__conversation__in=found).delete()
    Answer.objects.filter(conversation__in=found).update(question="", entities={}, rejected=[], handover=None)
    Task.objects.filter(lead__in=leads.values("pk")).update(title="")
    leads.update(first_message="", newest_message="")
    Conversation.objects.filter(pk__in=found).update(last_words="", needs_person_why="")
    for event in Event.objects.filter(conversation_id__in=found).exclude(data={}).iterator(500):
        Event.objects.filter(pk=event.pk).update(data={name: event.data[name] for name in PLAIN if name in event.data})
    return len(found)
