"""What follows when WhatsApp says no: for the message, for the number, and for the customer. Meta: "Error codes".

The same code may come as the answer or later in a receipt. What it means for number and customer is the same; a message
is tried again only after an answer, which proves that nothing was taken.
"""

from __future__ import annotations

from datetime import timedelta

from cairn.channels import pauses, rates
from cairn.channels.whatsapp.errors import classify
from cairn.conversations.consent import record_consent
from cairn.conversations.events import Problem
from cairn.conversations.models import Channel, Consent, Conversation, Message, Template
from cairn.lib import clock

TOO_FAST = 130429
PAIR = 131056
MAINTENANCE = {131057, 2494100}
CALLS = {4, 17, 613, 80007}
MARKETING_STOPPED = 131050
ENOUGH_MARKETING = 131049
TEMPLATE_PAUSED = 132015
TEMPLATE_SYNCS = 134101
FLOW_THROTTLED = 132069
CALLS_WAIT = 5.0  # seconds, unless Meta names another time
WAITS = {
    ENOUGH_MARKETING: timedelta(hours=24),
    TEMPLATE_PAUSED: timedelta(hours=3),
    TEMPLATE_SYNCS: timedelta(minutes=10),
    FLOW_THROTTLED: timedelta(hours=1),
}
PATIENCE = {
    ENOUGH_MARKETING: timedelta(days=4),
    TEMPLATE_PAUSED: timedelta(days=7),
    TEMPLATE_SYNCS: timedelta(hours=3),
    FLOW_THROTTLED: timedelta(hours=12),
}


def note(conversation: Conversation, message: Message, problem: Problem, retry_after: float | None = None) -> None:
    """What this code tells of the number and of the customer, in the caller's transaction."""
    note_customer(conversation, message, problem)
    note_number(conversation.channel, problem, retry_after)


def note_customer(conversation: Conversation, message: Message, problem: Problem) -> None:
    if problem.code == MARKETING_STOPPED:
        stop_marketing(conversation, message, problem)


def note_number(channel: Channel, problem: Problem, retry_after: float | None = None) -> None:
    if classify(problem.code).pauses:
        pauses.pause(channel, problem)
    elif problem.code == TOO_FAST:
        rates.slow_down(channel)
    elif problem.code in MAINTENANCE:
        rates.hold(channel, rates.MAINTENANCE.total_seconds())
    elif problem.code in CALLS:
        rates.hold(channel, retry_after or CALLS_WAIT)


def stop_marketing(conversation: Conversation, message: Message, problem: Problem) -> None:
    """The customer switched it off in WhatsApp, and this refusal is how we learn of it."""
    record_consent(
        conversation.contact,
        kind=Consent.Kind.STOP_MARKETING,
        source=Consent.Source.REFUSAL,
        at=clock.now(),
        key=f"refusal-{message.pk}",
        channel=conversation.channel,
        message=message,
        words=problem.details or problem.title,
    )


def wait(message: Message, code: int) -> timedelta | None:
    """How long a message that WhatsApp takes later has to wait; None when waiting makes no sense for it.

    131049 is about marketing: an answer to a customer does not get better by waiting for a day.
    """
    if code not in WAITS or (code == ENOUGH_MARKETING and message.type != "template"):
        return None
    growing = WAITS[code] * max(1, message.attempts)
    if code == TEMPLATE_PAUSED:
        growing = max(WAITS[code], unpaused_in(message) or growing)
    return growing if clock.now() + growing <= message.at + PATIENCE[code] else None


def unpaused_in(message: Message) -> timedelta | None:
    """Until Meta said that this template goes again."""
    language = message.content.get("language")
    code = language.get("code") if isinstance(language, dict) else None
    found = Template.objects.filter(
        name=message.content.get("name"), language=code, account=message.conversation.channel.account
    )
    until = found.values_list("paused_until", flat=True).first()
    return max(timedelta(0), until - clock.now()) if until else None
