"""What WhatsApp charges for a message. Meta: "Pricing on the WhatsApp Business Platform", rate cards of October 2026.

Rates change on the first day of a quarter with a month's notice; a new one is a new row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cairn.conversations.window import Cost, Window

FREE_SERVICE = 1000  # service messages that a number may send in a month before they are charged


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of one delivered message to one country, in the currency's main unit. Not money that changes hands here."""

    country: str
    currency: str
    since: date
    service: Decimal
    utility: Decimal
    authentication: Decimal
    marketing: Decimal

    def of(self, cost: Cost) -> Decimal:
        return {Cost.SERVICE: self.service, Cost.UTILITY: self.utility, Cost.MARKETING: self.marketing}.get(
            cost, Decimal(0)
        )


INDIA = Rates(
    country="India",
    currency="₹",
    since=date(2026, 10, 1),
    service=Decimal("0.115"),
    utility=Decimal("0.115"),
    authentication=Decimal("0.115"),
    marketing=Decimal("0.8631"),
)
BY_CALLING_CODE = {"+91": INDIA}


def rates(phone: str) -> Rates | None:
    """The rates for a number in E.164; None where we have none, or the number is hidden."""
    return next((found for code, found in BY_CALLING_CODE.items() if phone.startswith(code)), None)


def words(found: Window, phone: str = "", category: str = "") -> str:
    """The cost of the next message in a few words."""
    cost = found.cost(category)
    if cost is Cost.FREE:
        return _("Free: they came from an advertisement")
    known = rates(phone)
    price = f" {known.currency}{known.of(cost).quantize(Decimal('0.01'))}" if known else ""
    if cost is Cost.SERVICE:
        return _("Service%(price)s, the first %(free)s of a month free") % {"price": price, "free": f"{FREE_SERVICE:,}"}
    return (_("Marketing template%s") if cost is Cost.MARKETING else _("Utility template%s")) % price
