"""How the templates write names, money, messages and files."""

from __future__ import annotations

import hashlib
import re

import phonenumbers
from django import template
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.conversations.models import Message
from cairn.dashboard import assets, bubbles, sources, times, tongues, words
from cairn.leads import when
from cairn.lib import money

register = template.Library()
MARKED = re.compile(r"(?<!\w)[*_~](\S(?:.*?\S)?)[*_~](?!\w)")
AUTHORS = {
    "customer": gettext_noop("Customer"),
    "assistant": gettext_noop("Assistant"),
    "staff": gettext_noop("Team"),
    "rule": gettext_noop("Rule"),
    "phone": gettext_noop("From the phone"),
}
register.filter(times.day_of)
register.filter(times.moment)
register.filter(times.stamp)
register.filter(bubbles.language)
register.filter(tongues.tongue)
register.filter(when.spell)
register.filter(words.blocks)
register.filter(sources.source_words)
register.filter(sources.source_url)
register.filter(words.runs)


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our files. It changes with the file, so that browsers never mix two versions."""
    return f"{static(f'cairn/{name}')}?v={assets.version(name)}"


@register.filter
def initials(name: str) -> str:
    """Two letters for a pebble: "Priya Nair" PN, "@monsoon_meera" MM, "+91 98" the last two digits."""
    words = [word for word in re.split(r"[\s_.@]+", name) if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or name[-2:]


@register.filter
def tone(name: str) -> int:
    """One of six colours, the same for the same name everywhere."""
    return hashlib.sha256(name.encode()).digest()[0] % 6 + 1


@register.filter
def phone(number: str) -> str:
    """+919845011223 is read +91 98450 11223."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


@register.filter
def tel(number: str) -> str:
    """The digits of a number as a telephone link takes them."""
    return re.sub(r"[^0-9+*#]", "", number)[:30]


@register.filter
def author(message: Message) -> str:
    """Who said it, in a word or a name."""
    return message.user.name if message.user else _(AUTHORS[message.author])


@register.filter
def rupees(paise: int | None) -> str:
    """12000000 paise is ₹1,20,000."""
    if paise is None:
        return ""
    return money.rupees(paise)


@register.filter
def upto(number: int | str) -> str:
    """A count that stopped at a hundred is said as 99+; a page that does not count passes an empty text."""
    return "99+" if isinstance(number, int) and number > 99 else str(number)


@register.filter
def split(text: str, at: str) -> list[str]:
    return text.split(at)


@register.filter
def unsigned(number: int) -> int:
    """The number without its sign, for a proper minus before it."""
    return abs(number)


@register.filter
def media_icon(type: str) -> str:
    return bubbles.MEDIA.get(type, ("", ""))[0]


@register.filter
def or_type(text: str, type: str) -> str:
    """A message's words without WhatsApp's marks for bold and italics, or for one without words what it is."""
    return MARKED.sub(r"\1", text) or bubbles.word(type)


@register.filter
def at(fields: dict[str, str], name: str) -> str:
    """What stands in a form's field."""
    return fields.get(name, "")


@register.filter
def add_text(start: str, end: object) -> str:
    """Two pieces of a field's name."""
    return f"{start}{end}"
