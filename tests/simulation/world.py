"""A firm with its workers, customers and WhatsApp, in one database and on a clock of its own. Steps only; what must hold
stands in truths.py."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from cairn.automation import waking
from cairn.automation.sequences import enrol
from cairn.channels import delivery, numbers, pauses, rates
from cairn.conversations import merge as merging_rows
from cairn.conversations import ownership, planned, resend
from cairn.conversations.models import Conversation, Message
from cairn.conversations.reply import Unsendable, reply
from cairn.inbound import conversing, filing, merging
from cairn.leads import stages, tasks
from cairn.leads.models import Lead, Task
from cairn.lib import hot
from cairn.sweeping import STEPS
from cairn.webhooks.store import STORE
from tests.automation.test_undo import understood
from tests.conftest import person as somebody
from tests.simulation import meta
from tests.simulation.crew import Crew, Worker
from tests.simulation.meta import Graph, Person
from tests.simulation.timing import Time, forget_jobs, make_clocks
from tests.simulation.truths import Truths

SWEPT = ("entries", "waiting", "outbox", "stuck", "doubtful", "receipts", "parked", "snoozed", "planned", "paused", "automation")  # fmt: skip
WORDS = ("hello", "pricing", "itinerary", "booking", "complaint")
JOBS = "DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo') RETURNING task_name, args"

RESTLESS = """
SELECT EXISTS (SELECT 1 FROM journal_entry WHERE state = 'new'), EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo'),
    EXISTS (SELECT 1 FROM conversations_message WHERE direction = 'in' AND handled_at IS NULL),
    EXISTS (SELECT 1 FROM conversations_message WHERE status IN ('queued', 'sending') OR (status = 'unknown' AND sending_since IS NOT NULL)),
    EXISTS (SELECT 1 FROM conversations_conversation WHERE waiting_since IS NOT NULL),
    EXISTS (SELECT 1 FROM conversations_waitingreceipt JOIN conversations_message USING (channel_id, wamid))
"""


class World:
    """One sequence of happenings. Everything is undone at its end."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.time = Time()
        make_clocks()
        forget_jobs()
        self.time.tell()
        self.crew = Crew(self.time)
        self.truths = Truths(self)
        self.graph = Graph(self.crew.pause, self.truths.sent)
        self.people: list[Person] = []
        self.kept_back: list[tuple[bytes, list[tuple[Person, str]]]] = []
        self.posted: list[bytes] = []
        self.count = 0
        self.patch = patch
        self.install(patch)
        numbers.forget()
        self.channel = numbers.ensure_first()
        self.asha = somebody("asha@simulation.test", "Asha", "owner")

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """The outside world, the clock and the places between commits. Everything else is the product itself."""
        patch.setattr(timezone, "now", self.time.here)
        patch.setattr(delivery, "client", self.graph)
        patch.setattr(pauses, "client", self.graph)
        patch.setattr(delivery.time, "sleep", self.sleeps)
        patch.setattr(conversing, "answer", self.answer)
        real_fetch, real_take = hot.fetch_one, rates.take

        def fetch_one(statement: Any, values: Any) -> Any:
            self.crew.before(statement)
            return real_fetch(statement, values)

        def take(message: Message, now: Any) -> bool:
            taken = real_take(message, now)
            if taken:
                self.truths.claimed(message)
            return taken

        patch.setattr(hot, "fetch_one", fetch_one)
        patch.setattr(rates, "take", take)

    def sleeps(self, seconds: float) -> None:
        self.time.passes(timedelta(seconds=seconds))
        self.crew.pause("asleep")

    def answer(self, question: str, **_: Any) -> Any:
        """An assistant that repeats what it answers. Thinking is where leases run out."""
        self.crew.pause("thinking")
        intent = next((word for word in WORDS[1:] if word in question), "smalltalk")
        found = understood(intent, trip=None)
        return replace(found, text=f"Re: {question}")

    # What customers do

    def somebody_new(self) -> Person:
        number = len(self.people)
        self.people.append(Person(f"Customer {number}", f"9198000{number:05d}", f"IN.{number:016d}"))
        return self.people[-1]

    def wamid(self) -> str:
        self.count += 1
        return f"wamid.IN{self.count}"

    def second(self) -> None:
        """WhatsApp's times are whole seconds: what a customer does one after the other has different ones."""
        self.time.passes(timedelta(seconds=1))

    def says(self, who: Person, words: str, form: str) -> tuple[dict[str, Any], tuple[Person, str]]:
        self.second()
        wamid = self.wamid()
        who.told.add(form)
        text = words if words in ("STOP", "START") else f"{wamid} {words}"
        who.stopped |= words == "STOP"
        who.started |= words == "START"
        value = meta.message(who, wamid, self.time.now, form, {"type": "text", "text": {"body": text}})
        return value, (who, wamid)

    def shows(self, who: Person, form: str, count: int) -> list[tuple[dict[str, Any], tuple[Person, str]]]:
        """An album: so many pictures within one second."""
        self.second()
        who.told.add(form)
        made = []
        for _ in range(count):
            wamid = self.wamid()
            image = {"id": wamid[-6:], "mime_type": "image/jpeg", "sha256": "x"}
            made.append(
                (meta.message(who, wamid, self.time.now, form, {"type": "image", "image": image}), (who, wamid))
            )
        return made

    def amends(self, who: Person, kind: str, target: str) -> dict[str, Any]:
        """Edit, revoke, or a reaction of theirs to `target`."""
        self.second()
        content: dict[str, Any] = {"type": kind}
        if kind == "edit":
            content["edit"] = {
                "original_message_id": target,
                "message": {"type": "text", "text": {"body": f"{target} edited {self.count}"}},
            }
            self.truths.edits[target] = f"{target} edited {self.count}"
        elif kind == "revoke":
            content["revoke"] = {"original_message_id": target}
            self.truths.revoked.add(target)
        else:
            content["reaction"] = {"message_id": target, "emoji": "👍"}
        return meta.message(who, self.wamid(), self.time.now, "both", content)

    def changes_number(self, who: Person) -> dict[str, Any]:
        self.second()
        new = f"9197{self.count:08d}"
        value = meta.moved(who, self.wamid(), self.time.now, new)
        who.phone = new
        return value

    # What WhatsApp does

    def post(self, body: bytes, said: list[tuple[Person, str]]) -> None:
        """Intake's own statement; what it committed was acknowledged."""
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(STORE, [[body], [hashlib.sha256(body).digest()], [self.time.here()]])
        self.posted.append(body)
        for who, wamid in said:
            if wamid not in who.said:
                who.said.append(wamid)
        self.time.passes()

    def post_what_was_kept(self, which: int) -> None:
        if self.kept_back:
            self.post(*self.kept_back.pop(which % len(self.kept_back)))

    # What the firm's people do

    def talk(self, which: int) -> Conversation | None:
        talks = list(Conversation.objects.exclude(status="archived").order_by("pk"))
        return talks[which % len(talks)] if talks else None

    def person_replies(self, talk: Conversation, key: str, text: str) -> None:
        with contextlib.suppress(Unsendable):
            reply(talk, user=self.asha, text=text, key=key)

    def person_plans(self, talk: Conversation, minutes: int) -> None:
        with contextlib.suppress(Unsendable):
            planned.plan(talk, at=self.time.here() + timedelta(minutes=minutes), user=self.asha, text="As planned")

    def person_sends_again(self, which: int) -> None:
        failed = list(Message.objects.filter(direction="out", status__in=["failed", "unknown"]).order_by("pk"))
        if failed:
            with contextlib.suppress(Unsendable):
                resend.resend(failed[which % len(failed)], user=self.asha, force=True)

    def person_switches(self, talk: Conversation, state: str) -> None:
        ownership.set_assistant(talk, state=state, user=self.asha)

    def person_moves(self, which: int, stage: str) -> None:
        leads = list(Lead.objects.filter(merged_into=None).order_by("pk"))
        if leads:
            stages.move(leads[which % len(leads)], to=stage, actor="staff", user=self.asha, reason="by hand")

    def person_does_a_task(self, which: int) -> None:
        todo = list(Task.objects.open().select_related("lead").order_by("pk"))
        if todo:
            tasks.complete(todo[which % len(todo)], user=self.asha)

    def person_starts_a_sequence(self, which: int, sequence: Any) -> None:
        leads = list(Lead.objects.filter(merged_into=None).select_related("contact", "conversation").order_by("pk"))
        if leads and sequence:
            with contextlib.suppress(enrol.NotStarted), transaction.atomic():
                enrol.start(leads[which % len(leads)], sequence, user=self.asha, replace=True)

    def person_merges(self, one: Conversation, other: Conversation) -> None:
        if one.contact_id != other.contact_id:
            with contextlib.suppress(merging_rows.CantMerge):
                merging.merge(one.contact, other.contact, user=self.asha, reason="by hand")
                self.truths.merged.append((one.contact_id, other.contact_id))

    # What workers do

    def job(self, name: str, talk: int | None = None) -> Worker:
        steps = {
            "file": lambda: filing.file_some(2),
            "converse": lambda: conversing.converse(talk or 0),
            "deliver": lambda: delivery.deliver(talk or 0),
            "automate": waking.run,
            "sweep": self.sweep,
        }
        return self.crew.begins(name, steps[name])

    def sweep(self) -> int:
        return sum(STEPS[name]() for name in SWEPT)

    def run_jobs(self) -> int:
        """Every job that was asked for, as a worker would. Jobs of other kinds only wake what is not simulated."""
        done = 0
        while (job := self.next_job()) is not None:
            name, arguments = job
            known = name.removeprefix("cairn.jobs.")
            if known in ("converse", "deliver", "automate"):
                self.job(known, arguments.get("conversation")).goes_on(10_000)
            elif known == "probe":
                pauses.probe(arguments["channel"])
            done += 1
        return done

    def next_job(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(JOBS)
            row = cursor.fetchone()
        return (row[0], json.loads(row[1]) if isinstance(row[1], str) else row[1]) if row else None

    def comes_to_rest(self) -> None:
        """Good weather, everybody finishes, and the sweeper passes until nothing is due any more."""
        self.graph.weather.clear()
        self.time.wrong = timedelta()
        while self.kept_back:
            self.post_what_was_kept(0)
        for worker in list(self.crew.workers):
            worker.goes_on(10_000)
        for wait in (3, 3, 11, 3, 61, 130, 3, 301, 3, 901, 3, 3601, 3, 3601, 3):
            if not self.restless():
                return
            self.time.passes(timedelta(seconds=wait))
            self.sweep()
            filing.file_new()
            self.run_jobs()

    def restless(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(RESTLESS)
            return any(cursor.fetchone())

    def ends(self) -> None:
        for worker in self.crew.workers:
            worker.dies()


@contextlib.contextmanager
def world() -> Iterator[World]:
    """A world inside of a transaction that is rolled back."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        made = World(patch)
        with connection.execute_wrapper(made.crew.watch):
            try:
                yield made
            finally:
                made.ends()
        transaction.set_rollback(True)
