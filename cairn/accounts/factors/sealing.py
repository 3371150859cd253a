"""How allauth's second factors fit into Cairn: secrets sealed in the database, the firm's name on the phone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from cairn.accounts.models import Firm
from cairn.lib import secrets


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
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
