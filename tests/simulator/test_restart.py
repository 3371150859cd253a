"""What outlives a restart, and how the process ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from simulator.settings import SettingError, Settings, from_environment
from tests.simulator.conftest import Desk, Phone, Stage, eventually


def kept(desk: Desk, folder: Path) -> Settings:
    return Settings(port=0, webhook_url=desk.url, sent_after=0.0, delivered_after=0.0, data=folder)


def test_customers_chats_and_clock_are_found_again(stage: Stage, desk: Desk, tmp_path: Path) -> None:
    with stage.running(kept(desk, tmp_path)) as phone:
        made = phone.customer("Meera", None, "meera")
        phone.say(made)
        phone.send(made, biz_opaque_callback_data="outbox:1")
        phone.ask("POST", "/sim/clock", {"advance_seconds": 3600})
        eventually(lambda: phone.chat(made)[-1]["status"] == "delivered")
        before = phone.chat(made)
    with stage.running(kept(desk, tmp_path)) as phone:
        assert phone.chat(made) == before
        assert phone.customer("Meera", None, "meera")["user_id"] == made["user_id"]
        assert phone.ask("GET", "/sim/clock")["shift_seconds"] == 3600
        assert phone.send(made).status_code == 200


def test_a_webhook_that_cairn_had_not_taken_is_posted_after_the_restart(
    stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    desk.answers = [503] * 50
    with stage.running(kept(desk, tmp_path)) as phone:
        wamid = phone.say(phone.customer())
        eventually(lambda: desk.posts)
    desk.answers, desk.posts = [], []
    with stage.running(kept(desk, tmp_path)):
        assert eventually(lambda: desk.messages)[0]["id"] == wamid


def test_every_accepted_send_is_on_disk_before_the_answer(stage: Stage, desk: Desk, tmp_path: Path) -> None:
    with stage.running(kept(desk, tmp_path)) as phone:
        made = phone.customer()
        phone.say(made)
        wamid = phone.send(made, biz_opaque_callback_data="outbox:7").json()["messages"][0]["id"]
        phone.send(made, type="poll")
        lines = [json.loads(line) for line in (tmp_path / "accepted.jsonl").read_text().splitlines()]
    assert [(one["wamid"], one["to"], one["biz_opaque_callback_data"], one["body"]) for one in lines] == [
        (wamid, "919000045001", "outbox:7", "Namaste")
    ]


def test_the_accepted_sends_can_be_kept_elsewhere(stage: Stage, desk: Desk, tmp_path: Path) -> None:
    ledger = tmp_path / "rig" / "sent.jsonl"
    number = {"id": "2", "display": "15550783882", "account": "3", "token": "second"}
    with stage.running(Settings(port=0, webhook_url=desk.url, journal=ledger, numbers=(number,))) as phone:
        made = phone.customer()
        phone.tell(made, {"type": "text", "text": {"body": "hi"}, "number": "2"})
        phone.headers = {"Authorization": "Bearer second"}
        message = {"messaging_product": "whatsapp", "to": made["phone"], "type": "text", "text": {"body": "Namaste"}}
        wamid = phone.graph("POST", "2/messages", message).json()["messages"][0]["id"]
        line = json.loads(ledger.read_text())
    assert (line["wamid"], line["phone_number_id"], line["body"]) == (wamid, "2", "Namaste")


def test_rules_numbers_templates_and_opt_outs_are_found_again(stage: Stage, desk: Desk, tmp_path: Path) -> None:
    with stage.running(kept(desk, tmp_path)) as phone:
        phone.ask("POST", "/sim/rules", {"free_service": 3})
        phone.ask("POST", "/sim/numbers", {"id": "2", "display": "15550783882", "quality": "YELLOW"})
        phone.ask("POST", "/sim/tokens", {"value": "other"})
        phone.ask("POST", "/sim/templates/hello_world", {"event": "PAUSED"})
        phone.ask("POST", "/sim/customers/c1/preferences", {"value": "stop"})
        phone.ask("POST", "/sim/customers/c2/number", {"phone": "+919000041888"})
    with stage.running(kept(desk, tmp_path)) as phone:
        assert phone.ask("GET", "/sim/rules")["free_service"] == 3
        assert [one["quality"] for one in phone.ask("GET", "/sim/numbers")["items"]] == ["GREEN", "YELLOW"]
        assert phone.graph("GET", "debug_token", params={"input_token": "other"}).json()["data"]["is_valid"]
        assert phone.ask("GET", "/sim/templates")["items"][0]["status"] == "PAUSED"
        first, second = phone.ask("GET", "/sim/customers")["items"][:2]
        assert (first["marketing_stopped"], second["wa_id"]) == (True, "919000041888")


def test_the_process_starts_by_itself_and_stops_at_once(desk: Desk, tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"SIMULATOR_PORT": f"{port}", "SIMULATOR_WEBHOOK_URL": desk.url}
    process = subprocess.Popen([sys.executable, "-m", "simulator"], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        phone = Phone(f"http://127.0.0.1:{port}")
        eventually(lambda: answers(phone), within=8)
        with phone.http.stream("GET", "/sim/events"):
            asked = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(3) == 0
            assert time.monotonic() - asked < 2
    finally:
        process.kill()
        _, said = process.communicate()
        phone.http.close()
    assert said.startswith(f"simulator listening=http://127.0.0.1:{port}/")


def answers(phone: Phone) -> bool:
    try:
        return phone.http.get("/sim").status_code == 200
    except httpx.ConnectError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_settings_come_from_the_environment() -> None:
    made = from_environment({"SIMULATOR_PORT": "9001", "SIMULATOR_LATENCY": "0,1.5", "SIMULATOR_APP_SECRET": "s"})
    assert (made.port, made.sent_after, made.delivered_after, made.app_secret) == (9001, 0.0, 1.5, "s")
    assert made.public_url == "http://127.0.0.1:9001"
    assert from_environment({"SIMULATOR_JOURNAL": "/x/sent.jsonl"}).journal == Path("/x/sent.jsonl")
    second = '[{"id": "2", "display": "15550783882", "account": "3", "token": "t"}]'
    assert from_environment({"SIMULATOR_NUMBERS": second}).numbers[0]["token"] == "t"
    assert from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("LATENCY", "fast"),
        ("LATENCY", "-1"),
        ("WEBHOOK_URL", "cairn"),
        ("PORT", "99999"),
        ("NUMBERS", "{}"),
    ],
)
def test_nonsense_stops_the_start_with_a_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"SIMULATOR_{name} must"):
        from_environment({f"SIMULATOR_{name}": value})
