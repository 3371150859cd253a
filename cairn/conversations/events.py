"""What a channel tells us, typed. Dictionaries stop at the parser; everything behind it reads these.

All times are aware UTC. All text is clean: no U+0000 and no lone surrogate, so that Postgres takes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
OWN_KNOCK = "cairn_doctor"  # the field of a webhook that the doctor sends to itself; filed as nothing


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the other side, as far as one webhook names them. Absent is None, never an empty string.

    `phone` is E.164 with the plus sign; `user_id` the business-scoped user id (`CC.` and letters or digits).
    """

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    name: str | None = None

    @property
    def nobody(self) -> bool:
        return not (self.phone or self.user_id)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in WhatsApp's words: its code, what it is called, what it says."""

    code: int
    title: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A customer's message of any type. `text` is what a person would read of it; `content` the typed rest."""

    number: str
    wamid: str
    at: datetime
    sender: Person
    type: str
    text: str = ""
    content: Json = field(default_factory=dict)
    reply_to: str | None = None
    group: str | None = None
    referral: Json | None = None
    # Another handler of this number has the chat (Meta: standby); we only read along.
    standby: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji put on a message, or taken off it (`emoji` is empty)."""

    number: str
    wamid: str
    at: datetime
    sender: Person
    target: str
    emoji: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A sent message now reads otherwise."""

    number: str
    wamid: str
    at: datetime
    sender: Person
    target: str
    text: str
    content: Json = field(default_factory=dict)
    from_phone_app: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Revoke:
    """A message was deleted for everyone. May arrive before the message itself."""

    number: str
    wamid: str
    at: datetime
    sender: Person
    target: str
    from_phone_app: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """A message the firm's people sent from the WhatsApp Business app on their phone."""

    number: str
    wamid: str
    at: datetime
    recipient: Person
    type: str
    text: str = ""
    content: Json = field(default_factory=dict)
    group: str | None = None
    standby: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message we sent: sent, delivered, read, played or failed."""

    number: str
    wamid: str
    at: datetime
    status: str
    recipient: Person = Person()
    participant: str | None = None
    callback: str | None = None
    problem: Problem | None = None
    pricing: Json | None = None


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """One person got a new phone number or a new user id; what was theirs stays theirs."""

    number: str
    at: datetime
    before: Person
    after: Person
    wamid: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A voice call began or ended. One from the customer opens the window, answered or not."""

    number: str
    call_id: str
    at: datetime
    customer: Person
    event: str
    by_customer: bool
    content: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preference:
    """A customer stopped or resumed marketing messages in WhatsApp's own settings."""

    number: str
    at: datetime
    customer: Person
    category: str
    value: str
    content: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One message of a thread from before. `status` is Meta's word in small letters, for what the firm sent."""

    wamid: str
    at: datetime
    by_customer: bool
    type: str
    text: str = ""
    content: Json = field(default_factory=dict)
    reply_to: str | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What was said with one person before the number came here. It fills the thread and wakes nobody."""

    number: str
    customer: Person
    messages: list[PastMessage]


@dataclass(frozen=True, slots=True)
class Named:
    """The address book of the phone app has a name for somebody."""

    number: str
    person: Person


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """Anything about the account, a template or a number, and every field we do not know yet."""

    field: str
    account: str
    content: Json
    at: datetime | None = None
    number: str | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Poison:
    """One part of a body that could not be understood. It is set aside alone; its neighbours go on."""

    where: str
    reason: str
    fragment: str


ChannelEvent = (
    InboundMessage
    | Reaction
    | Edit
    | Revoke
    | Echo
    | Receipt
    | IdentityChange
    | Call
    | Preference
    | Past
    | Named
    | AccountNotice
    | Poison
)
