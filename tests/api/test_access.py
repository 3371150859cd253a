from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.api.conftest import TOKEN, problem


def test_without_a_token_nothing_is_told(db, settings):
    settings.CAIRN_API_TOKEN = TOKEN
    problem(Client().get("/api/v1/leads"), 401)


def test_a_wrong_token_is_refused(db, settings):
    settings.CAIRN_API_TOKEN = TOKEN
    response = Client().get("/api/v1/leads", headers={"authorization": "Bearer something"})
    problem(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_token_of_odd_letters_is_refused_too(db, settings):
    settings.CAIRN_API_TOKEN = TOKEN
    problem(Client().get("/api/v1/leads", headers={"authorization": "Bearer ü"}), 401)


def test_without_a_token_in_the_settings_nobody_gets_in(api, settings):
    settings.CAIRN_API_TOKEN = ""
    problem(api.get("/leads"), 401)
    problem(Client().get("/api/v1/leads", headers={"authorization": "Bearer "}), 401)


def test_being_signed_in_at_the_desk_is_no_token(client, asha, settings):
    settings.CAIRN_API_TOKEN = TOKEN
    client.force_login(asha)
    problem(client.get("/api/v1/leads"), 401)


def test_every_operation_asks_for_the_token(db, settings):
    settings.CAIRN_API_TOKEN = TOKEN
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method in methods:
            response = getattr(Client(), method)(re.sub(r"{\w+}", "1", path))
            assert response.status_code == 401, (method, path)


def test_an_unknown_address_is_a_problem(api):
    problem(api.get("/nothing/here"), 404)
    problem(api.get("/leads/abc"), 404)


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(api):
    response = api.client.delete("/api/v1/leads")
    problem(response, 405)
    assert response["Allow"] == "GET"


@pytest.mark.parametrize("path", ["/leads", "/conversations", "/tasks", "/trips", "/faqs", "/stories", "/departures"])
def test_the_limit_is_between_one_and_a_hundred(api, path):
    for limit in (0, 101, "many"):
        assert problem(api.get(path, limit=limit), 422)["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("path", ["/leads", "/conversations", "/tasks", "/trips", "/departures"])
@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzEsMl0xMg", "W251bGwsIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTldCg", "é"])
def test_a_made_up_cursor_is_refused_in_words(api, path, cursor):
    assert problem(api.get(path, cursor=cursor), 422)["errors"][0]["field"] == "cursor"


def test_broken_json_is_a_400(api, lead):
    for body in ("{", '{"text": NaN}', "[" * 5000):
        response = api.client.post(
            f"/api/v1/conversations/{lead.conversation_id}/messages", body, content_type="application/json"
        )
        problem(response, 400)


def test_a_failure_inside_is_a_500_without_a_trace(api, lead, monkeypatch):
    from cairn.api import leads

    monkeypatch.setattr(leads, "lead_shape", lambda lead: 1 / 0)
    body = problem(api.get("/leads"), 500)
    assert "ZeroDivision" not in str(body)


def test_the_docs_list_every_operation_without_scripts(client, db):
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path in text
    assert "<script" not in text
    assert "style=" not in text
    assert "script-src" not in page["Content-Security-Policy"]
    assert "PATCH /api/v1/leads/{id}" in text
