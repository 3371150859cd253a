"""Kavya, of whom everything is held that can be held, and Ravi, who shares webhooks with her and must not notice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from bench.client import text_webhook
from cairn.assistant import models as assistant
from cairn.automation import models as automation
from cairn.catalog.models import Faq
from cairn.conversations import models as conversations
from cairn.inbound import filing
from cairn.inbound.merging import merge
from cairn.journal.models import Entry, Event, Quarantined
from cairn.journal.spool import Spool
from cairn.knowledge import passages
from cairn.knowledge.models import Case, Evaluation
from cairn.leads import models as leads
from cairn.lib import clock
from cairn.notifications import models as notifications
from cairn.privacy import models as privacy
from tests.inbound.bodies import merged, own_numbers

NAME, WORDS, VOICE, NOTE = (
    "Kavyacanary",
    "wordscanary please call me back",
    b"OggSvoicecanary",
    "notecanary: afraid of heights",
)
PHONE, USER_ID, SECOND = "919800000777", "IN.0000000000000777", "919800000778"
CANARIES = (
    "kavyacanary",
    "wordscanary",
    "voicecanary",
    "notecanary",
    PHONE,
    USER_ID,
    SECOND,
    "9800000778",
    "0000000778",
)
OTHER = "919800000001"


@dataclass
class Cast:
    kavya: conversations.Contact
    ravi: conversations.Contact
    talk: conversations.Conversation
    lead: leads.Lead


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> Path:
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_DIR, settings.SPOOL_DIR = tmp_path / "media", tmp_path / "spool"
    return tmp_path


def webhook(number: int, person: int, words: str, phone: str, name: str) -> bytes:
    body = json.loads(text_webhook(number, person=person, words=words, phone=phone))
    body["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"]["name"] = name
    return json.dumps(body, separators=(",", ":")).encode()


def arrive(*bodies: bytes) -> None:
    for body in bodies:
        row = Entry(body=body, sha256=hashlib.sha256(body).digest(), received_at=clock.now())
        Entry.objects.bulk_create([row], ignore_conflicts=True)
    filing.file_new()


@pytest.fixture
def cast(demo, channel, asha, data) -> Cast:
    own_numbers()
    ravi = webhook(1, 1, "Is Goa open in July?", OTHER, "Ravi Kumar")
    arrive(merged([webhook(2, 777, WORDS, PHONE, NAME), ravi]), webhook(3, 778, "My second phone", SECOND, NAME))
    kavya = conversations.Contact.objects.get(phone=f"+{PHONE}")
    second = conversations.Contact.objects.get(phone=f"+{SECOND}")
    merge(kavya, second, user=asha, reason=f"{NAME} has two phones")
    talk = conversations.Conversation.objects.get(contact=kavya)
    lead = leads.Lead.objects.get(conversation=talk, merged_into=None)
    made = Cast(kavya, conversations.Contact.objects.get(phone=f"+{OTHER}"), talk, lead)
    fill(made, asha, data)
    return made


def fill(cast: Cast, asha, data: Path) -> None:
    """A row of every kind, and files in every folder."""
    said(cast, asha)
    happened(cast, asha)
    learnt(cast, asha)
    folders(cast, data)


def said(cast: Cast, asha) -> None:
    talk, now = cast.talk, clock.now()
    message = talk.messages.filter(direction="in").order_by("pk").first()
    common = {"conversation": talk, "channel": talk.channel, "direction": "out", "author": "staff", "at": now}
    reply = conversations.Message.objects.create(**common, text=f"Hello {NAME}", status="read", user=asha)
    conversations.Message.objects.create(**common, text=f"Later, {NAME}", status="queued", user=asha)
    conversations.Note.objects.create(conversation=talk, user=asha, text=NOTE)
    conversations.Draft.objects.create(conversation=talk, user=asha, text=f"Dear {NAME}", updated_at=now)
    conversations.Presence.objects.create(conversation=talk, user=asha, seen_at=now)
    conversations.Consent.objects.create(
        contact=cast.kavya, kind="start", source="message", at=now, message=message, words=WORDS, key="c-777"
    )
    conversations.WaitingReceipt.objects.create(
        channel=talk.channel, wamid="wamid.x777", kind="delivered", participant=f"+{PHONE}", at=now, data={"to": PHONE}
    )
    assistant.Answer.objects.create(conversation=talk, message=reply, question=WORDS, entities={"name": NAME})
    suggestion = assistant.Suggestion.objects.create(conversation=talk, message=message, question=WORDS, text=NAME)
    assistant.ProposedEdit.objects.create(
        suggestion=suggestion, kind="faq", source_id="1", title="Price", current="1", proposed=WORDS
    )
    assistant.Summary.objects.create(conversation=talk, text=f"{NAME} wants a call")
    assistant.Translation.objects.create(message=message, language="hi", text=f"{WORDS} ji")
    assistant.ModelCall.objects.create(conversation=talk, purpose="reply")
    trial = assistant.StyleTrial.objects.create(styles=["plain"])
    assistant.StyleCase.objects.create(trial=trial, contact=cast.kavya, style="plain")


def happened(cast: Cast, asha) -> None:
    now, lead = clock.now(), cast.lead
    event = Event.objects.create(
        type="notification", at=now, actor="system", lead_id=lead.pk, conversation_id=cast.talk.pk, data={"why": WORDS}
    )
    notifications.Seen.objects.create(user=asha, event_id=event.pk)
    notifications.Sent.objects.create(user=asha, event_id=event.pk, way="email")
    rule = automation.Rule.objects.create(name="Tell the office", event="lead_created")
    automation.News.objects.get_or_create(event=event.pk)
    automation.RuleRun.objects.create(rule=rule, event=event.pk, lead=None, outcome="did", lines=[f"Told {NAME}"])
    automation.Call.objects.create(
        rule=rule, event=event.pk, url="https://x.example/", body=f'{{"name": "{NAME}"}}', due_at=now
    )
    sequence = automation.Sequence.objects.create(slug="s777", name="Sequence")
    automation.Enrolment.objects.create(
        lead=lead, conversation=cast.talk, sequence=sequence, version=1, why=NAME, due_at=now
    )
    automation.Silence.objects.get_or_create(lead=lead, defaults={"due_at": now + timedelta(days=9)})
    leads.Lead.objects.filter(pk=lead.pk).update(tags=[NAME], extra={"spouse": NAME}, source_detail={"ref": PHONE})
    leads.Import.objects.create(user=asha, filename="l.csv", content=f"name,phone\n{NAME},{PHONE}\n")
    leads.SavedView.objects.create(user=asha, page="inbox", name="Hers", query=f"q={NAME}")
    privacy.Access.objects.create(user=asha, contact=cast.kavya, what="lead", at=now)


def learnt(cast: Cast, asha) -> None:
    faq = Faq.objects.create(question=f"{WORDS} {NAME}?", answer="We call within the hour.")
    gap = assistant.Gap.objects.create(question=WORDS, last_at=clock.now(), faq=faq, state="accepted")
    alone = assistant.Gap.objects.create(question=f"{WORDS} now", last_at=clock.now())
    for place, one in enumerate((gap, alone)):
        assistant.Question.objects.create(
            conversation=cast.talk, why="abstained", key=f"q777-{place}", text=one.question, glossed=WORDS, gap=one,
            asked_at=clock.now(),
        )  # fmt: skip
    passages.learn("faq", str(faq.pk))
    Case.objects.create(name="learnt-777", case={"turns": [WORDS], "lang": "en"}, added_by=asha)
    Evaluation.objects.create(failures=[{"id": "own-learnt-777", "question": WORDS}], begun_at=clock.now())


def folders(cast: Cast, data: Path) -> None:
    from cairn.conversations.attachments import storage

    message = cast.talk.messages.filter(direction="in").first()
    file = conversations.Attachment.objects.create(
        channel=cast.talk.channel, message=message, kind="audio", mime="audio/ogg", state="stored",
        filename=f"{NAME}.ogg", size=len(VOICE), stored_at=clock.now(),
    )  # fmt: skip
    storage.folder(file.key).mkdir(parents=True)
    storage.path(file.key).write_bytes(VOICE)
    storage.thumbnail(file.key).write_bytes(VOICE)
    both = merged([webhook(8, 777, WORDS, PHONE, NAME), webhook(9, 1, "Ravi waits on disk", OTHER, "Ravi Kumar")])
    Spool(data / "spool", 100).put(both, clock.now())
    (data / "spool" / "torn.corrupt").write_bytes(b"\0\0" + PHONE.encode() + NAME.encode())
    (data / "suite").mkdir()
    (data / "suite" / "own.jsonl").write_text(json.dumps({"turns": [WORDS]}) + '\n{"turns": ["What is the price?"]}\n')
    entry = Entry.objects.order_by("pk").first()
    Quarantined.objects.create(entry=entry, where="messages 1", reason=f"odd {NAME}", fragment=WORDS)
    broken = b'{"entry": [{"cut off ' + PHONE.encode() + NAME.encode()
    Entry.objects.create(body=broken, sha256=b"broken", received_at=clock.now(), state="quarantined")


def found_in_rows() -> list[str]:
    """Every table whose rows, all columns as text, hold one of the canaries."""
    hits = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY column_name) FILTER (WHERE data_type = 'bytea') FROM"
            " information_schema.columns WHERE table_schema = 'public' GROUP BY 1 ORDER BY 1"
        )
        for table, binary in cursor.fetchall():
            text = " || ".join(["row.*::text", *(f"encode(row.{name}, 'escape')" for name in binary or ())])
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE lower({text}) LIKE ANY(%s)',
                [[f"%{canary.lower()}%" for canary in CANARIES]],
            )
            if cursor.fetchone()[0]:
                hits.append(table)
    return hits


def found_in_files(folder: Path) -> list[str]:
    raw = {path: path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}
    marks = [canary.lower().encode() for canary in CANARIES]
    return [str(path.relative_to(folder)) for path, body in raw.items() if any(mark in body for mark in marks)]
