"""`cairn doctor` beside a running desk and its simulator."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.desk import ROOT

pytestmark = pytest.mark.processes


def doctor(desk, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cairn.console.main", "doctor", *arguments],
        env={**desk.environment, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_healthy_desk_has_nothing_wrong(desk):
    answer = doctor(desk, "--json")
    checks = {row["name"]: row for row in json.loads(answer.stdout)[0]["checks"]}
    wrong = {name: row for name, row in checks.items() if row["state"] == "bad"}
    assert (answer.returncode, wrong) == (0, {})
    for name in ("Handshake", "Round trip", "Signature", "Access token", "Number registered", "Worker"):
        assert checks[name]["state"] == "good", checks[name]


def test_the_wrong_secret_and_token_are_told_with_the_next_step(desk):
    answer = doctor(
        desk, WHATSAPP_APP_SECRET="another", WHATSAPP_ACCESS_TOKEN="wrong", WHATSAPP_GRAPH_URL=desk.simulator_url
    )
    assert answer.returncode == 1
    assert "A body signed with the app secret was refused." in answer.stdout
    assert "Next: Start all processes with the same WHATSAPP_APP_SECRET" in answer.stdout
    assert "no longer takes this token" in answer.stdout
