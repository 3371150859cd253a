"""The page where the owner saves or erases what is held about a person."""

from __future__ import annotations

import json
import zipfile

import pytest

from cairn.conversations.models import Consent, Contact
from cairn.dashboard.people.kinds import KINDS
from cairn.privacy import copies, erase, held
from cairn.privacy.models import Erasure, Export

pytestmark = pytest.mark.django_db


def test_the_owner_saves_a_copy_and_then_erases(cast, asha, client):
    client.force_login(asha)
    address = f"/people/{cast.kavya.pk}/privacy"
    assert "What stays: daily totals" in client.get(address).content.decode()
    assert client.post(f"{address}/copies").status_code == 302
    copies.make(Export.objects.get().pk)
    assert "Save the file" in client.get(f"{address}/copy").content.decode()
    saved = client.get(f"{address}/copies/{Export.objects.get().key}")
    assert b"".join(saved.streaming_content)[:2] == b"PK"
    assert client.post(f"{address}/erase", {"typed": "yes"}).status_code == 422
    gone = client.post(f"{address}/erase", {"typed": erase.words(cast.kavya)})
    erase.run(Erasure.objects.get().pk)
    assert "The person is erased" in client.get(gone["Location"]).content.decode()
    assert client.get(address).status_code == 404 and not Contact.objects.filter(pk=cast.kavya.pk).exists()


def test_every_kind_that_is_held_has_a_name():
    assert {one.name for one in held.HELD} == set(KINDS)


def test_the_ledger_of_their_wishes_stands_on_the_page_and_in_the_copy(cast, asha, client):
    Consent.objects.filter(contact=cast.kavya).update(purpose="promotions", kind="start_marketing", wording="en-12345")
    client.force_login(asha)
    html = client.get(f"/people/{cast.kavya.pk}/privacy").content.decode()
    assert "Wants promotions again" in html and "answered with our text en-12345" in html
    copies.ask(cast.kavya, user=asha)
    copies.make(Export.objects.get().pk)
    with zipfile.ZipFile(copies.file(Export.objects.get())) as archive:
        line = json.loads(archive.read(copies.NAME))["consents"][0]
    assert (line["purpose"], line["wording"], line["source"]) == ("promotions", "en-12345", "message")


def test_agents_and_viewers_may_neither_save_nor_erase(cast, rohan, vera, client):
    for person in (rohan, vera):
        client.force_login(person)
        assert client.get(f"/people/{cast.kavya.pk}/privacy").status_code == 403
        assert client.post(f"/people/{cast.kavya.pk}/privacy/erase", {"typed": "erase"}).status_code == 403
    assert not Erasure.objects.exists()


def test_a_stranger_is_sent_to_the_door(cast, client):
    for path in ("privacy", "privacy/copy"):
        assert client.get(f"/people/{cast.kavya.pk}/{path}").status_code == 302
