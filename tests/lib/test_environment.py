from __future__ import annotations

from pathlib import Path

import pytest

from cairn import environment as env


def test_an_email_address_of_a_server_becomes_settings():
    found = env.email("smtp://asha%40trek:pass@mail.example:2525?tls=1")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_USER"]) == ("mail.example", 2525, "asha@trek")
    assert found["EMAIL_USE_TLS"] and not found["EMAIL_USE_SSL"]


def test_smtps_takes_its_own_port():
    assert env.email("smtps://u:p@mail.example")["EMAIL_PORT"] == 465


@pytest.mark.parametrize("raw", ["mail.example", "http://mail.example", "smtp://"])
def test_a_wrong_email_address_stops_the_start_with_a_sentence(raw, capsys):
    with pytest.raises(SystemExit):
        env.email(raw)
    assert "EMAIL_URL must look like" in capsys.readouterr().err


def test_media_live_beside_the_data_unless_named(monkeypatch, capsys):
    monkeypatch.delenv("MEDIA_URL", raising=False)
    assert env.media(Path("/data")) == Path("/data/media")
    monkeypatch.setenv("MEDIA_URL", "file:///srv/my%20media")
    assert env.media(Path("/data")) == Path("/srv/my media")
    monkeypatch.setenv("MEDIA_URL", "media")
    with pytest.raises(SystemExit):
        env.media(Path("/data"))
