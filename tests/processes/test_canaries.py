"""A whole conversation through real processes, with everything going wrong that can: no log line and no error report
holds the customer's name, number or words, nor a token."""

from __future__ import annotations

import hashlib
import hmac
import re

import httpx
import pytest

from tests.assistant.model_server import served
from tests.desk import EMAIL, PASSWORD, SECRET, TOKEN, opened, wait_for
from tests.privacy.report_server import taking

pytestmark = pytest.mark.processes
NAME, PHONE, KEY = "Canaryname", "+919845077123", "sk-canarykey"
CANARIES = ("canary", "98450771", SECRET, TOKEN, PASSWORD, EMAIL)
# The database refuses a row and quotes it, as it does with one that breaks a rule.
QUOTING = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'refused: %%', row_to_json(NEW) USING DETAIL = row_to_json(NEW)::text; END$$;
"""


@pytest.fixture(scope="module")
def reports():
    with taking() as server:
        yield server


@pytest.fixture(scope="module")
def worst_day(reports):
    """The desk on which all of it happens, with its log."""
    with served() as model:
        model.script = lambda request: 500
        keys = {"OPENROUTER_API_KEY": KEY, "OPENROUTER_URL": model.url, "SENTRY_DSN": reports.dsn}
        with opened(**keys) as desk:
            desk.sql(QUOTING)
            customer = desk.customer(NAME, PHONE)
            talks(desk, customer)
            malformed(desk)
            a_view_breaks(desk)
            a_job_breaks(desk)
            wait_for(lambda: len(reports.bodies) >= 2, what="reports")
            yield desk


def talks(desk, customer) -> None:
    desk.says(customer, "What does the 7-Day trip cost? canary question\nERROR a line of canary's own")
    wait_for(lambda: desk.replies(customer), what="a reply without the model")
    desk.fault(kind="error_code", code=131047, times=1)
    desk.post(f"/conversations/{talk(desk)}/messages", {"text": "Dear Canaryname, canary of the staff"})
    failed = "SELECT count(*) FROM conversations_message WHERE status = 'failed'"
    wait_for(lambda: desk.sql(failed)[0][0], what="a failed message")


def talk(desk) -> int:
    return desk.sql(
        "SELECT talk.id FROM conversations_conversation talk JOIN conversations_contact contact"
        " ON contact.id = talk.contact_id WHERE contact.name = %s",
        NAME,
    )[0][0]


def malformed(desk) -> None:
    """Signed nonsense, half a message, and a forgery."""
    address = f"{desk.url}/api/whatsapp/webhook/"
    for body in (
        b'{"entry": "canary 9845077123',
        b'{"entry": [{"changes": [{"value": {"messages": [{"from": "canary"}]}}]}]}',
    ):
        sign = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert httpx.post(address, content=body, headers={"X-Hub-Signature-256": f"sha256={sign}"}).status_code == 200
        assert httpx.post(address, content=body, headers={"X-Hub-Signature-256": "sha256=canary"}).status_code == 401
    wait_for(lambda: desk.sql("SELECT count(*) FROM journal_quarantined")[0][0], what="quarantine")


def a_view_breaks(desk) -> None:
    """Of the desk, with the words in the address; and of the API, with a row in the exception."""
    with httpx.Client(base_url=desk.url) as person:
        page = person.get("/sign-in").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        values = {"username": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        assert person.post("/sign-in", data=values, headers={"Referer": desk.url}).status_code == 302
        desk.sql("ALTER TABLE conversations_note RENAME TO hidden")
        assert person.get(f"/inbox/{talk(desk)}", params={"q": "canary"}).status_code == 500
        desk.sql("ALTER TABLE hidden RENAME TO conversations_note")
        assert person.get("/join/canary-token-of-somebody").status_code == 410
    desk.sql("CREATE TRIGGER quoting BEFORE INSERT ON leads_task FOR EACH ROW EXECUTE FUNCTION refuse()")
    lead = desk.api("/leads", phone=PHONE)["items"][0]["id"]
    task = {"lead_id": lead, "title": f"Call {NAME}, canary", "type": "call"}
    answer = httpx.post(f"{desk.url}/api/v1/tasks", json=task, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 500
    desk.sql("DROP TRIGGER quoting ON leads_task")


def a_job_breaks(desk) -> None:
    desk.sql("CREATE TRIGGER quoting BEFORE INSERT ON assistant_answer FOR EACH ROW EXECUTE FUNCTION refuse()")
    another = desk.customer(NAME, "+919845077124")  # a person answers the first one by now
    desk.says(another, "Is the canary trip safe for children?")
    wait_for(lambda: "interrupted" in desk.logged(), what="a broken answer")
    desk.sql("DROP TRIGGER quoting ON assistant_answer")
    wait_for(lambda: desk.replies(another), 40, "the answer after all")


def test_no_line_of_any_process_holds_who_wrote_or_what(worst_day):
    logged = worst_day.logged()
    assert [line for line in logged.splitlines() if any(one.lower() in line.lower() for one in (*CANARIES, KEY))] == []


def test_every_outcome_has_its_one_line_with_ids_and_milliseconds(worst_day):
    logged = worst_day.logged()
    for wanted in (r"filed .*entries=\d+.*ms=\d+", r"conversed .*conversation=\d+.*ms=\d+", r"sent .*message=\d+.*ms=\d+",
                   r"webhook refused", r"model gave no answer", r"api failed", r"ProgrammingError at "):  # fmt: skip
        assert re.search(wanted, logged), wanted
    begins = re.compile(r"\d\d:\d\d:\d\d \[")
    ours = [line for line in logged.splitlines() if "[error" in line or "[warning" in line or "[info" in line]
    assert ours and all(begins.match(line) for line in ours)


def test_no_error_report_holds_them_either_and_each_names_the_place(worst_day, reports):
    assert [body for body in reports.bodies if any(one.lower() in body.lower() for one in (*CANARIES, KEY))] == []
    kinds = {value["type"] for event in reports.events for value in (event.get("exception") or {}).get("values", [])}
    assert {"ProgrammingError", "RaiseException"} <= kinds or {"ProgrammingError", "InternalError"} <= kinds
    for event in reports.events:
        assert not {"request", "user", "extra", "breadcrumbs", "contexts", "server_name", "modules"} & set(event)
        for value in (event.get("exception") or {}).get("values", []):
            assert value["value"] == "" and not any("vars" in frame for frame in value["stacktrace"]["frames"])
