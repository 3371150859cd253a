"""How allauth's second factors fit into Cairn: secrets sealed in the database, the firm's name on the phone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from cairn.accounts.models import Firm
from cairn.lib import secrets


class Adapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Named by MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return Firm.current().name

    def _get_site_name(self) -> str:
        return Firm.current().name

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Cairn tells by its audit log and on the profile."""


def reseal() -> int:
    """Seal every factor with today's SECRET_KEY. Returns how many. Raises secrets.Broken."""
    rows = list(Authenticator.objects.values_list("pk", flat=True).order_by("pk"))
    return sum(reseal_one(pk) for pk in rows)


@transaction.atomic
def reseal_one(pk: int) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    sealed = [name for name in ("secret", "seed") if row and name in row.data]
    if row is None or not sealed:
        return 0
    row.data |= {name: secrets.renew(row.data[name]) for name in sealed}
    row.save(update_fields=["data"])
    return 1
