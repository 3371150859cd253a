"""Write as one of three made-up customers on the simulated phone. The message takes the road of every real one."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as _

from cairn.lib.saying import OneSentence

PATIENCE = 4.0  # seconds


class Silent(OneSentence):
    words = _("The simulated phone does not answer. Start Cairn again, then write once more.")


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    name: str
    phone: str
    says: str
    language: str


SAMPLES = (
    Sample("maya", "Maya Iyer", "+919900010001", "Hi, I'm interested in trekking in Maharashtra. What options do you have?", "en"),
    Sample("rohit", "Rohit Kale", "+919900010002", "Devkund waterfall trip kitne ka hai bhai, 4 log hain", "hi-Latn"),
    Sample("savitha", "Savitha H.", "+919900010003", "ಆಗಸ್ಟ್‌ನಲ್ಲಿ ಮಕ್ಕಳ ಜೊತೆ ಬರಬಹುದಾ?", "kn"),
)  # fmt: skip


def sample(key: str) -> Sample | None:
    return next((one for one in SAMPLES if one.key == key), None)


def write(who: Sample) -> None:
    """Say their sentence. Raises Silent."""
    try:
        with httpx.Client(base_url=settings.SIMULATOR_URL, timeout=PATIENCE) as phone:
            message = {"type": "text", "text": {"body": who.says}}
            phone.post(f"/sim/customers/{customer(phone, who)}/messages", json=message).raise_for_status()
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise Silent from error


def customer(phone: httpx.Client, who: Sample) -> str:
    """The customer's id on the phone, who is made the first time."""
    known = phone.get("/sim/customers").raise_for_status().json()["items"]
    found = next((one["id"] for one in known if one["phone"] == who.phone), None)
    if found is None:
        made = {"name": who.name, "phone": who.phone, "username": None}
        found = phone.post("/sim/customers", json=made).raise_for_status().json()["id"]
    return str(found)
