"""One conversation that waits: understand what was said, decide, answer or call a person.

The lease keeps two workers apart and its epoch keeps a late one from writing. Whatever is slow happens outside
transactions; all that follows from it is written in one.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from cairn.assistant import doubt, trial
from cairn.assistant.answer import Reply, Turn, answer
from cairn.assistant.helping import suggest
from cairn.assistant.model import budget
from cairn.assistant.model.write import Written
from cairn.assistant.models import Answer
from cairn.automation import carry_out as automation
from cairn.conversations import lease, ownership
from cairn.conversations.lease import Lease
from cairn.conversations.models import Conversation, Message
from cairn.conversations.reply import queue
from cairn.inbound.consenting import unwanted
from cairn.inbound.consequences import learn, open_handover, opt_out
from cairn.journal.record import record, together
from cairn.leads import capture, hold
from cairn.lib import clock, failing, hot, logs

log = logs.logger("inbound")
HISTORY = 12  # messages before the question that the assistant reads
LONGEST = 20  # messages of one burst that are answered together
AGAIN = 0.05  # seconds before what was written meanwhile is looked at
SENT = {
    "image": "Sent a photo",
    "audio": "Sent a voice note",
    "video": "Sent a video",
    "document": "Sent a document",
    "location": "Sent a place",
    "contacts": "Sent a contact",
    "order": "Sent an order",
}
# What a person reads of these is no question: an address, a name, a list of goods.
SENT_ONLY = frozenset({"location", "contacts", "order"})
MESSAGE = hot.Columns(Message, "message")
# What waits for an answer, and what was said before it; calls and WhatsApp's own lines are nobody's words.
SAID = f"""
WITH unhandled AS (
    SELECT * FROM conversations_message
    WHERE conversation_id = %(conversation)s::bigint AND direction = 'in' AND handled_at IS NULL ORDER BY id LIMIT %(longest)s::int
), earlier AS (
    SELECT * FROM conversations_message
    WHERE conversation_id = %(conversation)s::bigint AND id < (SELECT min(id) FROM unhandled) AND revoked_at IS NULL AND text <> ''
      AND type NOT IN ('call', 'system') AND status <> 'planned' ORDER BY id DESC LIMIT %(history)s::int
)
SELECT true AS waits, {MESSAGE.sql} FROM unhandled AS message
UNION ALL SELECT false, {MESSAGE.sql} FROM earlier AS message ORDER BY waits, id
"""  # noqa: S608  names of our own columns
WORDLESS = "Thank you. I can't look at this kind of message myself, so a colleague will look at it and reply here."


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer said since the last answer, and what was said before it."""

    messages: list[Message]
    history: list[Turn]

    @property
    def question(self) -> str:
        return "\n".join(message.text for message in self.messages if message.text and asks(message))

    @property
    def shows(self) -> bool:
        """There is something to look at or to listen to."""
        return any(thing(message) for message in self.messages)

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def ids(self) -> list[int]:
        return [message.pk for message in self.messages]


def asks(message: Message) -> bool:
    """Whether its text is the customer's own words, and not the name of a place or the word "Sent" of a form."""
    return message.type not in SENT_ONLY and message.content.get("type") != "nfm_reply"


def thing(message: Message) -> str | None:
    """What was sent beside words, as the reason to look at it."""
    return "Filled in a form" if message.content.get("type") == "nfm_reply" else SENT.get(message.type)


def converse(conversation_id: int) -> float:
    """Answer what waits in this conversation. Returns the seconds until it should be tried again, 0 for never."""
    held = lease.claim(conversation_id)
    if held is None:
        return lease.quiet_in(conversation_id)
    failing.point("after leasing")
    started = time.perf_counter()
    try:
        more = respond(held)
    except lease.Lost:
        log.warning("lease lost", conversation=conversation_id, epoch=held.epoch)
        return 0.0
    log.info("conversed", conversation=conversation_id, more=more, ms=round((time.perf_counter() - started) * 1000))
    return max(AGAIN, lease.quiet_in(conversation_id)) if more else 0.0


def respond(held: Lease) -> bool:
    """Decide and write down. True when the customer wrote on meanwhile and the wait goes on."""
    said = read(held.conversation_id)
    reply = think(held.conversation, said, held) if said.messages else None
    handled: list[int] = []
    with transaction.atomic(), together():
        conversation, more = lease.hold(held, known=said.ids)
        if said.messages and not (more and still_writing(conversation)):
            # A person may have taken the conversation while the assistant thought.
            carry_out(conversation, said, reply if ownership.assistant_answers(conversation) else None)
            handled = said.ids
        lease.release(held, finished=not more, handled=handled)
        failing.point("before answering")
    failing.point("after answering")
    return more


def still_writing(conversation: Conversation) -> bool:
    """This draft would answer half of it. Not for ever: the quiet time of a burst ends after eight seconds."""
    return conversation.quiet_at is not None and conversation.quiet_at > clock.now()


def read(conversation_id: int) -> Said:
    rows = hot.fetch_all(SAID, {"conversation": conversation_id, "longest": LONGEST, "history": HISTORY})
    messages = [MESSAGE.made(row[1:]) for row in rows if row[0]]
    earlier = [MESSAGE.made(row[1:]) for row in rows if not row[0]]
    return Said(messages, [Turn(message.author, message.text) for message in earlier])


def think(conversation: Conversation, said: Said, held: Lease) -> Reply | None:
    """The assistant's reply, or None where a person has the conversation. After three failures a person gets it."""
    if not ownership.assistant_answers(conversation) or held.tries > lease.TRIES or not said.question.strip():
        return None
    within = budget.allows(conversation.pk)
    style = trial.style_for(conversation)
    reply = answer(said.question, history=said.history, seed=conversation.pk, allow_model=within, style=style)
    reply = doubt.seconded(conversation, reply, said.question)
    # "Our group last year" under a photo asks nothing: whoever looks at the photo will know.
    return None if said.shows and reply.expect == "abstain" else reply


def carry_out(conversation: Conversation, said: Said, reply: Reply | None) -> None:
    if reply is None:
        return without_assistant(conversation, said)
    if unwanted(conversation, reply):
        return None
    lead = hold.hold(conversation)
    message = (
        queue(conversation, text=reply.text, author=Message.Author.ASSISTANT, sources=sources(reply))
        if reply.text
        else None
    )
    keep_answer(conversation, said, reply, message)
    trial.count(conversation, reply.style, handed_over=bool(reply.handover))
    if lead:
        learn(lead, reply, said.last)
        automation.react(lead, reply, said.last, held=True)
        hold.keep(lead)
    if reply.expect == "opt_out":
        opt_out(conversation, said.last)
    if reply.handover:
        open_handover(conversation, lead, reply.handover)
    record(
        "assistant_handed_over" if reply.handover else "assistant_answered",
        actor="assistant",
        lead_id=lead.pk if lead else None,
        conversation_id=conversation.pk,
        message_id=message.pk if message else None,
        intents=reply.intents,
        reason=reply.handover.reason if reply.handover else "",
        summary=reply.handover.summary if reply.handover else "",
        took_ms=reply.took_ms,
    )


def without_assistant(conversation: Conversation, said: Said) -> None:
    """A person has it, or the message has no words to answer: somebody is called."""
    answering = ownership.assistant_answers(conversation)
    if answering and (said.shows or not said.question.strip()):
        queue(conversation, text=WORDLESS, author=Message.Author.ASSISTANT)
    if said.question.strip() and not answering and (lead := capture.current(conversation)):
        silent = conversation.assistant == Conversation.Assistant.OFF
        automation.overhear(lead, said.question, said.last, silent=silent)
    ownership.call_person(conversation, why=reason(said, answering))
    if not answering:
        suggest.want(conversation)


def reason(said: Said, answering: bool) -> str:
    if not answering:
        return "Wrote to you"
    if said.question.strip() and not said.shows:
        return "The assistant failed"
    shown = [words for message in said.messages if (words := thing(message))]
    return shown[-1] if shown else "Sent something to look at"


def sources(reply: Reply) -> list[dict[str, str]]:
    return [{"kind": source.kind, "id": source.id, "title": source.title} for source in reply.sources]


def keep_answer(conversation: Conversation, said: Said, reply: Reply, message: Message | None) -> None:
    hot.insert(
        Answer(
            conversation=conversation,
            message=message,
            question=said.question,
            intents=reply.intents,
            language=reply.language,
            sentiment=reply.sentiment,
            entities=reply.entities,
            expect=reply.expect,
            confidence=reply.confidence,
            writer=reply.writer,
            sources=sources(reply),
            handover=asdict(reply.handover) if reply.handover else None,
            style=reply.style,
            took_ms=reply.took_ms,
            **used(reply.model),
        )
    )


def used(written: Written | None) -> dict[str, Any]:
    """What the language model had to do with it."""
    names = ("model", "tokens_in", "tokens_out", "dollars", "rejected")
    return {name: getattr(written, name) for name in names} if written else {}
