"""What must hold: at each claim and each send, after each step, and when everything has come to rest."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from cairn.assistant.models import Answer
from cairn.conversations.consent import CONFIRMATION
from cairn.conversations.models import Contact, Conversation, Message, WaitingReceipt
from cairn.journal.models import Entry, Quarantined
from cairn.leads.models import Lead
from tests.simulation.meta import DOUBTFUL, TAKEN

if TYPE_CHECKING:
    from tests.simulation.world import World

DAY = timedelta(hours=24)
LATER = {
    "accepted": {"sent", "failed", "delivered", "read"},
    "sent": {"failed", "delivered", "read"},
    "failed": {"delivered", "read"},
    "delivered": {"read"},
    "read": set(),
}
LATER["unknown"] = {"accepted", *LATER["accepted"]}
STATE = """
SELECT 'message', id, status, 0 FROM conversations_message WHERE direction = 'out'
UNION ALL SELECT 'talk', id, '', lease_epoch FROM conversations_conversation
"""
DOUBLED = "SELECT count(*) FROM (SELECT 1 FROM leads_task WHERE status IN ('pending', 'snoozed') GROUP BY lead_id, type, reason HAVING count(*) > 1) t"


class Broken(AssertionError):
    """A promise was not kept."""


def hold(true: object, promise: str) -> None:
    if not true:
        raise Broken(promise)


class Truths:
    def __init__(self, world: World) -> None:
        self.world = world
        self.statuses: dict[int, str] = {}
        self.epochs: dict[int, int] = {}
        self.edits: dict[str, str] = {}
        self.revoked: set[str] = set()
        self.merged: list[tuple[int, int]] = []

    # At a claim and at a send

    def claimed(self, message: Message) -> None:
        """In the transaction that decides that this message goes."""
        talk = Conversation.objects.select_related("contact").get(pk=message.conversation_id)
        stored = Message.objects.get(pk=message.pk)
        out, heard, now = talk.contact.opted_out_at, talk.last_inbound_at, self.world.time.here()
        confirms = (stored.idempotency_key or "").startswith(CONFIRMATION)
        if stored.type == "template" or (stored.author == "rule" and not confirms):
            hold(out is None, "nothing that was not asked for goes to who said stop")
        elif out is not None and not confirms:
            hold(heard and heard > out, "who said stop and nothing since hears nothing")
        if stored.type != "template":
            hold(heard and now < heard + DAY, "free text goes within 24 hours of the customer's words")

    def sent(self, callback: str, day: str, earlier: list[str]) -> None:
        hold(
            not any(one in TAKEN or one in DOUBTFUL for one in earlier),
            "never a second attempt where the first may have reached WhatsApp",
        )
        message = Message.objects.get(callback=callback)
        hold(message.status != "queued", "what goes was marked before")
        self.order(message)

    def order(self, message: Message) -> None:
        """Nothing written later went first, unless this one had to wait by itself or its sender was frozen meanwhile."""
        if message.status != "sending" or message.idempotency_key or message.attempts > 1 or message.user_id:
            return
        taken = [one.callback for one in self.world.graph.taken]
        ahead = Message.objects.filter(conversation=message.conversation_id, callback__in=taken, pk__gt=message.pk)
        hold(not ahead.exists(), "a customer gets replies in their order")

    # After each step

    def after_each_step(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            rows = cursor.fetchall()
        for kind, pk, status, epoch in rows:
            if kind == "talk":
                hold(epoch >= self.epochs.get(pk, 0), "the epoch of a lease only grows")
                self.epochs[pk] = epoch
            else:
                before = self.statuses.get(pk, status)
                allowed = LATER.get(before)
                hold(allowed is None or status == before or status in allowed, f"{before} became {status}")
                self.statuses[pk] = status

    # When everything has come to rest

    def at_rest(self) -> None:
        self.nothing_lost()
        self.nobody_answered_twice()
        self.everybody_is_one_contact()
        self.one_lead_and_one_task()
        self.nothing_stuck()
        self.amended()

    def nothing_lost(self) -> None:
        hold(not Entry.objects.filter(state="new").exists(), "every webhook is filed")
        hold(not Quarantined.objects.exists(), "nothing that can be read is set aside")
        rows = Message.objects.filter(direction="in").exclude(type="system").order_by("pk")
        known = list(rows.values_list("wamid", flat=True))
        hold(len(known) == len(set(known)), "each message is there once")
        for who in self.world.people:
            own = set(who.said)
            hold([wamid for wamid in known if wamid in own] == who.said, "all that was acknowledged is there, in order")

    def nobody_answered_twice(self) -> None:
        words = Counter(
            token
            for question in Answer.objects.values_list("question", flat=True)
            for token in question.split()
            if token.startswith("wamid.")
        )
        hold(all(count == 1 for count in words.values()), "each message is answered once")
        said = Counter(Message.objects.filter(author="assistant").exclude(text="").values_list("text", flat=True))
        hold(all(count == 1 for text, count in said.items() if "wamid." in text), "no reply is written twice")

    def everybody_is_one_contact(self) -> None:
        roots = self.roots()
        rows = Message.objects.filter(direction="in").exclude(type="system")
        home = {wamid: roots[contact] for wamid, contact in rows.values_list("wamid", "conversation__contact")}
        # Whom people made one by mistake may become two again when WhatsApp names them apart.
        by_hand = {roots[one] for pair in self.merged for one in pair}
        owners: dict[int, set[str]] = {}
        for who in self.world.people:
            contacts = {home[wamid] for wamid in who.said if wamid in home}
            if "both" in who.told and not contacts & by_hand:
                hold(len(contacts) <= 1, "one person is one contact")
            for contact in contacts:
                owners.setdefault(contact, set()).add(who.name)
        strangers = [names for contact, names in owners.items() if len(names) > 1 and contact not in by_hand]
        hold(not strangers, "strangers are never one contact")

    def roots(self) -> dict[int, int]:
        into = dict(Contact.objects.values_list("pk", "merged_into"))

        def root(pk: int) -> int:
            return pk if into[pk] is None else root(into[pk])

        return {pk: root(pk) for pk in into}

    def one_lead_and_one_task(self) -> None:
        talks = Counter(
            Lead.objects.filter(merged_into=None)
            .exclude(stage__in=["won", "lost"])
            .values_list("conversation", flat=True)
        )
        hold(all(count == 1 for count in talks.values()), "one open lead for each conversation")
        with connection.cursor() as cursor:
            cursor.execute(DOUBLED)
            hold(cursor.fetchone()[0] == 0, "one open task for each reason")
        talked = Message.objects.filter(direction="in").exclude(type="system").values_list("conversation", flat=True)
        known = set(Lead.objects.filter(merged_into=None).values_list("conversation", flat=True))
        hold(set(talked) <= known, "everybody who wrote is a lead")

    def nothing_stuck(self) -> None:
        waits = Message.objects.filter(direction="in", handled_at=None)
        hold(not waits.exists(), "every message is answered or given to a person")
        hold(not Conversation.objects.filter(waiting_since__isnull=False).exists(), "nobody waits for ever")
        hold(not Message.objects.filter(status="sending").exists(), "nothing is under way for ever")
        queued = Message.objects.filter(status="queued", next_attempt_at__lt=self.world.time.here())
        hold(not queued.exists(), "what is due has gone")
        hold(not Message.objects.filter(status="queued", next_attempt_at=None).exists(), "what is queued has gone")
        doubtful = Message.objects.filter(status="unknown", sending_since__isnull=False)
        hold(not doubtful.exists(), "people were told of what is in doubt")
        receipts = WaitingReceipt.objects.filter(kind__in=["sent", "delivered", "read", "failed"])
        known = set(Message.objects.exclude(wamid=None).values_list("wamid", flat=True))
        hold(not [row for row in receipts if row.wamid in known], "receipts found their messages")

    def amended(self) -> None:
        rows = {row.wamid: row for row in Message.objects.filter(direction="in")}
        for wamid, text in self.edits.items():
            hold(wamid not in rows or rows[wamid].text == text, "the newest edit stands")
        for wamid in self.revoked & rows.keys():
            hold(rows[wamid].revoked_at, "what was taken back is marked")
