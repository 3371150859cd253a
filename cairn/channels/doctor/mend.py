"""What the doctor can do itself, when a person presses the button. Each raises Failed with WhatsApp's words."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from cairn.accounts.models import User
from cairn.channels import pauses
from cairn.channels.doctor.patient import Patient
from cairn.conversations.models import Channel
from cairn.journal.record import record
from cairn.lib import live


def subscribe(channel: Channel, *, user: User) -> None:
    """Tell Meta to send this account's news to our app (POST subscribed_apps). Twice does no harm."""
    with Patient(channel).graph() as graph:
        graph.post(channel.account, "subscribed_apps", body={})
    tell(channel, user, "The app was subscribed to the WhatsApp account")


def point(channel: Channel, *, user: User) -> None:
    """Let this account's news come to this desk's address; Meta does the handshake at once."""
    patient = Patient(channel)
    body = {"override_callback_uri": patient.address, "verify_token": settings.WHATSAPP_VERIFY_TOKEN}
    with patient.graph() as graph:
        graph.post(channel.account, "subscribed_apps", body=body)
    tell(channel, user, "WhatsApp's news were pointed to this desk")


def resume(channel: Channel, *, user: User) -> None:
    """Send again. If the cause is still there, WhatsApp refuses again and the number pauses again."""
    with transaction.atomic():
        if pauses.end(channel) is not None:
            tell(channel, user, "Sending was resumed")
            live.announce("doctor")


ACTS = {"subscribe": subscribe, "point": point, "resume": resume}


def tell(channel: Channel, user: User, why: str) -> None:
    record("notification", actor="staff", user_id=user.pk, why=why, kind="connection", channel=channel.pk)
