"""pywa knows nothing of Cairn: what it can send and read, any client of Meta's API can."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pywa import handlers, types
from pywa.errors import ReEngagementMessage

from tests.simulator.conftest import eventually

# A picture of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    + "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def to(customer) -> str:
    return customer["wa_id"]


def shown(phone, customer) -> list[dict[str, Any]]:
    return [one for one in phone.chat(customer) if one["from"] == "business"]


def test_text_arrives_and_its_id_is_read(pywa, phone, customer):
    sent = pywa.send_message(to(customer), "Namaste from pywa", tracker="abc")
    assert sent.id.startswith("wamid.")
    assert [one["text"] for one in shown(phone, customer)] == ["Namaste from pywa"]


def test_reply_buttons_and_lists_arrive(pywa, phone, customer):
    pywa.send_message(to(customer), "Which?", buttons=[types.Button("Devkund", "d"), types.Button("Kalu", "k")])
    rows = [
        types.SectionRow(title="12 August", callback_data="12"),
        types.SectionRow(title="19 August", callback_data="19"),
    ]
    pywa.send_message(to(customer), "When?", buttons=types.SectionList("Dates", [types.Section("August", rows)]))
    assert [one["type"] for one in shown(phone, customer)] == ["interactive", "interactive"]


def test_an_image_is_uploaded_sent_and_can_be_fetched_again(pywa, phone, customer):
    media = pywa.upload_media(PNG, mime_type="image/png", filename="one.png")
    pywa.send_image(to(customer), media, caption="One pixel", mime_type="image/png")
    assert shown(phone, customer)[-1]["type"] == "image"
    known = pywa.get_media_url(media.id)
    assert (known.mime_type, known.file_size) == ("image/png", len(PNG))


def test_templates_are_read_and_one_is_sent(pywa, phone, customer):
    known = {template.name: template for template in pywa.get_templates()}
    assert known
    plain = next(t for t in known.values() if t.status == types.templates.TemplateStatus.APPROVED and not variables(t))
    sent = pywa.send_template(to(customer), plain.name, plain.language, params=[])
    assert sent.id.startswith("wamid.")
    assert shown(phone, customer)[-1]["type"] == "template"


def variables(template) -> bool:
    return "{{" in repr(template.components) or "format=IMAGE" in repr(template) or "MediaHeader" in repr(template)


def test_the_number_is_read(pywa):
    number = pywa.get_business_phone_number()
    assert number.id == "106540352242922" and number.verified_name and number.quality_rating


def test_a_closed_window_is_the_error_that_pywa_knows(pywa, phone, customer):
    phone.ask("POST", "/sim/clock", {"advance_seconds": 25 * 3600})
    with pytest.raises(ReEngagementMessage):
        pywa.send_message(to(customer), "Too late")


def test_reading_is_marked_and_a_reaction_lands(pywa, phone, desk, customer):
    wamid = desk.messages[-1]["id"]
    assert pywa.mark_message_as_read(wamid).success
    assert pywa.send_reaction(to(customer), "👍", wamid).id.startswith("wamid.")


class Heard:
    """What pywa's own parser made of the simulator's webhooks."""

    def __init__(self, pywa) -> None:
        self.pywa = pywa
        self.things: list[Any] = []
        self.arrived = threading.Event()
        kinds = (
            handlers.MessageHandler,
            handlers.MessageStatusHandler,
            handlers.CallbackButtonHandler,
            handlers.CallbackSelectionHandler,
        )
        pywa.add_handlers(*(kind(self.hear) for kind in kinds))

    def hear(self, _: Any, thing: Any) -> None:
        self.things.append(thing)

    def take(self, desk) -> list[Any]:
        """Give it all bodies in their order, each with its signature checked by pywa itself."""
        for body, signature in desk.posts:
            assert self.pywa.webhook_update_validator(body, signature) is None
            assert self.pywa.webhook_update_handler(body) == ("ok", 200)
        return self.things


@pytest.fixture
def heard(pywa):
    return Heard(pywa)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"type": "text", "text": {"body": "Is Goa open?"}}, "TEXT"),
        ({"type": "location", "location": {"latitude": 18.5, "longitude": 73.8, "name": "Pune"}}, "LOCATION"),
        ({"type": "button", "button": {"text": "STOP promotions", "payload": "STOP"}}, None),
    ],
)
def test_what_customers_send_is_read_by_pywa(phone, desk, customer, heard, message, kind):
    wamid = phone.tell(customer, message)
    eventually(lambda: any(one["id"] == wamid for one in desk.messages))
    thing = next(one for one in heard.take(desk) if one.id == wamid)
    assert thing.from_user.wa_id == customer["wa_id"] and thing.from_user.name == "Meera"
    assert kind is None or thing.type.name == kind


def test_a_button_that_was_pressed_carries_its_data(pywa, phone, desk, customer, heard):
    sent = pywa.send_message(to(customer), "Which?", buttons=[types.Button("Devkund", "trip:1")])
    pressed = {"type": "button_reply", "button_reply": {"id": "trip:1", "title": "Devkund"}}
    wamid = phone.tell(customer, {"type": "interactive", "interactive": pressed, "context": {"id": sent.id}})
    eventually(lambda: any(one["id"] == wamid for one in desk.messages))
    thing = next(one for one in heard.take(desk) if one.id == wamid)
    assert (thing.data, thing.title) == ("trip:1", "Devkund")


def test_receipts_are_read_in_their_order(pywa, phone, desk, customer, heard):
    sent = pywa.send_message(to(customer), "Hello", tracker="cb-1")
    eventually(lambda: "delivered" in desk.words())
    told = [one for one in heard.take(desk) if isinstance(one, types.MessageStatus) and one.id == sent.id]
    assert [one.status.name for one in told] == ["SENT", "DELIVERED"]
    assert told[0].tracker == "cb-1"
    assert told[0].pricing is not None


def test_somebody_who_hides_the_number_is_known_by_the_user_id(pywa, phone, desk, heard):
    hidden = phone.customer("Hidden", phone=None, username="hidden.trekker")
    wamid = phone.say(hidden, "Hi")
    eventually(lambda: any(one["id"] == wamid for one in desk.messages))
    thing = next(one for one in heard.take(desk) if one.id == wamid)
    assert thing.from_user.bsuid == hidden["user_id"] and not thing.from_user.wa_id
    sent = pywa.send_message(hidden["user_id"], "Hello")
    assert sent.id and shown(phone, hidden)[-1]["text"] == "Hello"
