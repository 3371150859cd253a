"""Send a template to a phone of the firm's own, to see it there."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.conversations.models import Conversation, Identity, Message, Template
from cairn.conversations.templates.fill import Values
from cairn.conversations.templates.send import Refused, send_template

__all__ = ["Refused", "send"]


def send(template: Template, values: Values, *, phone: str, user: User, key: str | None) -> Message:
    """Only to somebody who has written to the firm: nobody gets a message by a slip of the finger. Raises Refused."""
    number = parsed(phone)
    mine = Identity.objects.filter(kind=Identity.Kind.PHONE, value=number, retired_at=None)
    mine = mine.filter(channel__account=template.account).order_by("pk")
    known = mine.values_list("contact", "channel").first()
    rows = Conversation.objects.visible_to(user).select_related("contact", "channel")
    found = rows.filter(contact=known[0], channel=known[1]).first() if known else None
    if found is None:
        raise Refused(
            _("Nobody with this number has written to you. Send a message from that phone first, then try again.")
        )
    return send_template(found, template, values=values, user=user, key=key)


def parsed(phone: str) -> str:
    try:
        found = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        raise Refused(_("Write the phone number with its country code, such as +91 98450 11223.")) from None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
