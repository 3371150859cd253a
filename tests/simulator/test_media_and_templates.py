"""Media up and down, and templates."""

from __future__ import annotations

import base64
import hashlib

from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample

ACCOUNT = "102290129340398"
JPEG = b"\xff\xd8\r\n--not a boundary\r\n\x00\xff"


def upload(phone: Phone, data: bytes = JPEG, mime_type: str = "image/jpeg") -> str:
    parts = {"messaging_product": "whatsapp", "type": mime_type}
    answer = phone.http.post(
        "/v25.0/106540352242922/media", data=parts, files={"file": ("a.jpg", data, mime_type)}, headers=phone.headers
    )
    assert shape(answer.json()) == shape(request_sample("media_upload")["response"]["json"])
    return str(answer.json()["id"])


def test_what_went_up_comes_down(phone: Phone) -> None:
    media_id = upload(phone)
    node = phone.graph("GET", media_id).json()
    assert shape(node) == shape(request_sample("media_get_url")["response"]["json"])
    assert node["sha256"] == hashlib.sha256(JPEG).hexdigest()
    path = node["url"].removeprefix("http://127.0.0.1:8001")
    answer = phone.http.get(path, headers=phone.headers)
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert phone.http.get(path).status_code == 401


def test_the_link_dies_after_five_minutes(phone: Phone) -> None:
    path = phone.graph("GET", upload(phone)).json()["url"].removeprefix("http://127.0.0.1:8001")
    phone.ask("POST", "/sim/clock", {"advance_seconds": 301})
    answer = phone.http.get(path, headers=phone.headers)
    expected = request_sample("error_media_404")["response"]
    assert (answer.status_code, shape(answer.json())) == (expected["status"], shape(expected["json"]))
    assert answer.json()["error"]["message"] == "Media not found"


def test_media_can_be_deleted(phone: Phone) -> None:
    media_id = upload(phone)
    assert phone.graph("DELETE", media_id).json() == {"success": True}
    assert phone.graph("GET", media_id).json()["error"]["error_subcode"] == 33


def test_odd_pictures_are_refused(phone: Phone) -> None:
    files = {"file": ("a.bmp", b"BM", "image/bmp"), "messaging_product": (None, b"whatsapp")}
    answer = phone.http.post("/v25.0/106540352242922/media", files=files, headers=phone.headers)
    assert answer.json()["error"]["error_data"]["details"] == "Unsupported image mime type image/bmp."


def test_a_customers_picture_can_be_fetched(phone: Phone, desk: Desk) -> None:
    phone.tell(phone.customer(), {"type": "image", "image": {}})
    value = eventually(lambda: desk.values)[0]
    assert shape(value) == shape(webhook_sample("message_image")["changes"][0]["value"])
    image = value["messages"][0]["image"]
    picture = phone.http.get(image["url"].removeprefix("http://127.0.0.1:8001"), headers=phone.headers).content
    assert base64.b64encode(hashlib.sha256(picture).digest()).decode() == image["sha256"]


def test_a_file_from_the_page_goes_out_with_its_hash(phone: Phone, desk: Desk) -> None:
    made = phone.http.post("/sim/media", content=JPEG, headers={"Content-Type": "image/jpeg"}).json()
    phone.tell(phone.customer(), {"type": "image", "image": {"id": made["id"], "caption": "Paid"}})
    image = eventually(lambda: desk.messages)[0]["image"]
    assert (image["id"], image["caption"], image["mime_type"]) == (made["id"], "Paid", "image/jpeg")
    assert phone.http.get(f"/sim/media/{made['id']}").content == JPEG


def test_templates_are_listed(phone: Phone) -> None:
    query = {
        "fields": "id,name,status,category,language,components,quality_score,parameter_format",
        "status": "APPROVED",
    }
    answer = phone.graph("GET", f"{ACCOUNT}/message_templates", params=query).json()
    names = {one["name"] for one in answer["data"]}
    assert {"hello_world", "follow_up", "booking_confirmed"} <= names
    assert set(answer["data"][0]) == set(query["fields"].split(","))


def test_a_new_template_is_reviewed_and_the_desk_is_told(phone: Phone, desk: Desk) -> None:
    sample = request_sample("template_create")
    answer = phone.graph("POST", f"{ACCOUNT}/message_templates", sample["request"]["json"])
    assert shape(answer.json()) == shape(sample["response"]["json"])
    value = eventually(lambda: desk.values)[0]
    expected = webhook_sample("field_template_status_approved_hyphen_language")
    assert shape(value) == shape(expected["changes"][0]["value"])
    assert value["event"] == "APPROVED"
    assert phone.graph("GET", answer.json()["id"]).json()["status"] == "APPROVED"


def test_a_template_fills_its_blanks(phone: Phone, customer: Json) -> None:
    values = [{"type": "text", "text": "Priya"}, {"type": "text", "text": "the 7-day trek"}]
    template = {
        "name": "follow_up",
        "language": {"code": "en"},
        "components": [{"type": "body", "parameters": values}],
    }
    assert phone.send(customer, type="template", template=template).status_code == 200
    assert "Hi Priya, are you still thinking about the 7-day trek?" in phone.chat(customer)[-1]["text"]
    values[0]["text"] = "two\nlines"
    assert phone.send(customer, type="template", template=template).json()["error"]["code"] == 132018


def test_a_template_is_deleted_by_name(phone: Phone) -> None:
    path = f"{ACCOUNT}/message_templates"
    assert phone.graph("DELETE", path, params={"name": "follow_up"}).json() == {"success": True}
    assert phone.graph("GET", path, params={"name": "follow_up"}).json()["data"] == []
