from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Notes at every sign-in, however it came about, whose browser it is."""

    name = "cairn.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(entered, dispatch_uid="cairn.accounts.entered")


def entered(sender: Any, request: Any, user: Any, **_: Any) -> None:
    from cairn.accounts import sessions

    sessions.begin(request, user)
