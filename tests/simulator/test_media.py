"""Media up and down, and what can go wrong with it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample

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


def test_an_upload_lives_thirty_days_and_a_customers_picture_seven(phone: Phone, desk: Desk, customer: Json) -> None:
    ours = upload(phone)
    phone.tell(customer, {"type": "image", "image": {}})
    theirs = eventually(lambda: len(desk.messages) == 2 and desk.messages)[1]["image"]["id"]
    phone.ask("POST", "/sim/clock", {"advance_seconds": 8 * 86400})
    assert phone.graph("GET", ours).status_code == 200
    assert phone.graph("GET", theirs).json()["error"]["error_subcode"] == 33
    phone.ask("POST", "/sim/clock", {"advance_seconds": 23 * 86400})
    phone.say(customer)
    assert phone.send(customer, type="image", image={"id": ours}).json()["error"]["code"] == 131053


@pytest.mark.parametrize("kind", ["media_404", "media_wrong_bytes", "media_html"])
def test_a_download_can_go_wrong_once(phone: Phone, kind: str) -> None:
    node = phone.graph("GET", upload(phone)).json()
    path = node["url"].removeprefix("http://127.0.0.1:8001")
    phone.fault(kind, times=1)
    spoilt = phone.http.get(path, headers=phone.headers)
    assert spoilt.status_code == (404 if kind == "media_404" else 200)
    assert hashlib.sha256(spoilt.content).hexdigest() != node["sha256"]
    assert phone.http.get(path, headers=phone.headers).content == JPEG


def test_a_file_can_be_larger_than_whatsapp_allows(phone: Phone) -> None:
    media_id = upload(phone)
    phone.fault("media_too_large")
    node = phone.graph("GET", media_id).json()
    assert node["file_size"] > 100 * 2**20
    path = node["url"].removeprefix("http://127.0.0.1:8001")
    with phone.http.stream("GET", path, headers=phone.headers) as answer:
        assert int(answer.headers["content-length"]) == node["file_size"]
        assert len(next(answer.iter_raw())) > 0


def test_media_of_no_number_of_ours_does_not_exist(phone: Phone) -> None:
    media_id = upload(phone)
    assert phone.graph("GET", media_id, params={"phone_number_id": "106540352242922"}).status_code == 200
    assert phone.graph("GET", media_id, params={"phone_number_id": "1"}).json()["error"]["error_subcode"] == 33


def test_a_fault_for_media_leaves_sends_alone(phone: Phone, customer: Json) -> None:
    media_id = upload(phone)
    phone.fault("status", status=503, on="media")
    assert phone.graph("GET", media_id).status_code == 503
    assert phone.send(customer).status_code == 200


def test_a_sample_for_a_header_goes_up_in_pieces(phone: Phone) -> None:
    start, data = request_sample("resumable_upload_start"), request_sample("resumable_upload_data")
    query = {"file_name": "a.jpg", "file_length": len(JPEG), "file_type": "image/jpeg"}
    answer = phone.graph("POST", "670843887433847/uploads", params=query)
    assert shape(answer.json()) == shape(start["response"]["json"])
    path, headers = f"/v25.0/{answer.json()['id']}", {"Authorization": "OAuth simulator-token"}
    first = phone.http.post(path, content=JPEG[:5], headers=headers | {"file_offset": "0"})
    assert first.json()["file_offset"] == phone.http.get(path, headers=headers).json()["file_offset"] == 5
    wrong = phone.http.post(path, content=JPEG[5:], headers=headers | {"file_offset": "0"})
    assert wrong.json()["error"]["code"] == 100
    last = phone.http.post(path, content=JPEG[5:], headers=headers | {"file_offset": "5"})
    assert shape(last.json()) == shape(data["response"]["json"])
