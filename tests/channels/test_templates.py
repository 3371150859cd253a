"""The account's templates: read from WhatsApp page by page, submitted, deleted; news of them in any order."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from cairn.channels.whatsapp import management, template_list, template_sync, templates
from cairn.channels.whatsapp.management import Failed, Management
from cairn.conversations.models import Template, TemplateSync
from cairn.conversations.templates import news
from cairn.journal.models import Event
from cairn.lib import clock

pytestmark = pytest.mark.django_db
ACCOUNT = "102290129340398"


class Meta(BaseHTTPRequestHandler):
    """Graph's list of templates, `limit` a page, behind cursors that are numbers."""

    rows: list[dict] = []
    asked: list[str] = []
    broken_after = 10**9

    def do_GET(self):
        query = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
        start, limit = int(query.get("after", "0")), int(query["limit"])
        self.asked.append(query.get("after", ""))
        end = start + limit
        body = {"data": self.rows[start:end], "paging": {"cursors": {"before": str(start), "after": str(end)}}}
        if end < len(self.rows):
            body["paging"]["next"] = "https://graph.example/never-followed"
        broken = len(self.asked) > self.broken_after
        said = {"error": {"message": "(#2) Service", "code": 2, "is_transient": True}} if broken else body
        self.send_response(503 if broken else 200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def meta(channel, settings):
    Meta.rows, Meta.asked, Meta.broken_after = [row(f"news_{number}") for number in range(7)], [], 10**9
    server = HTTPServer(("127.0.0.1", 0), Meta)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.WHATSAPP_GRAPH_URL = f"http://127.0.0.1:{server.server_port}"
    yield Meta
    server.shutdown()
    server.server_close()


def row(name, **fields):
    known = {"id": f"1{abs(hash(name))}", "name": name, "language": "en", "status": "APPROVED", "category": "UTILITY"}
    return known | {"components": [{"type": "BODY", "text": "Hello."}]} | fields


def read(limit=3):
    TemplateSync.objects.update_or_create(account=ACCOUNT, defaults={"due_at": clock.now(), "lease_until": None})
    return template_sync.sync(ACCOUNT, limit=limit)


def known() -> dict[str, str]:
    return dict(Template.objects.filter(removed_at=None).values_list("name", "status"))


def test_all_pages_are_read(meta):
    done = read()
    assert (done.seen, done.changed, done.removed, done.error) == (7, 7, 0, "")
    assert meta.asked == ["", "3", "6"]
    assert len(known()) == 7


def test_a_second_reading_changes_nothing(meta):
    read()
    done = read()
    assert (done.seen, done.changed, done.removed) == (7, 0, 0)
    assert Template.objects.count() == 7


def test_a_reading_that_breaks_off_goes_on_where_it_stopped(meta):
    meta.broken_after = 2
    done = read()
    assert (done.seen, done.cursor, done.finished_at) == (6, "6", None)
    assert "WhatsApp says" in done.error and len(known()) == 6
    meta.broken_after, meta.asked = 10**9, []
    done = read()
    assert (done.seen, done.cursor, done.error) == (7, "", "")
    assert meta.asked == ["6"]


def test_what_is_no_longer_listed_is_marked_as_removed_and_comes_back(meta):
    read()
    lost = meta.rows.pop()
    assert read().removed == 1
    assert not Template.objects.get(name=lost["name"]).sendable
    meta.rows.append(lost)
    assert read().changed == 1
    assert Template.objects.get(name=lost["name"]).sendable


def test_a_broken_reading_removes_nothing(meta):
    read()
    meta.broken_after, meta.asked = 1, []
    read()
    assert len(known()) == 7


def test_two_workers_do_not_read_at_once(meta):
    TemplateSync.objects.create(account=ACCOUNT, due_at=clock.now(), lease_until=clock.now() + timedelta(seconds=30))
    assert template_sync.sync(ACCOUNT) is None
    assert meta.asked == []


def test_the_sweeper_finds_an_account_that_was_never_read_and_one_that_is_due_again(meta):
    assert template_sync.wake_due() == 1
    read()
    assert template_sync.wake_due() == 0
    template_sync.ask(ACCOUNT)
    assert template_sync.wake_due() == 1


def test_a_draft_of_ours_is_not_removed(meta):
    Template.objects.create(account=ACCOUNT, name="mine", language="en", status="draft")
    read()
    assert known()["mine"] == "draft"


def test_a_category_that_whatsapp_changed_is_told_once(meta):
    read()
    meta.rows[0]["category"] = "MARKETING"
    read()
    read()
    (event,) = Event.objects.filter(type="notification", data__kind="template")
    assert event.data["why"] == "WhatsApp moved the template news_0 to marketing"


@pytest.mark.parametrize("odd", [{"name": None}, {"language": 7}, {"components": "none"}, {"quality_score": []}])
def test_an_odd_row_does_not_stop_its_neighbours(meta, odd):
    meta.rows[3] |= odd
    assert read().error == ""
    assert len(known()) >= 6


def test_a_whatsapp_that_is_away_is_said_in_words(channel, settings):
    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    done = read()
    assert "can't be reached" in done.error and done.due_at > clock.now()


def test_the_simulators_own_templates_are_read_submitted_reviewed_and_deleted(channel, graph):
    read(100)
    assert known()["follow_up"] == "approved"
    made = written("seat_still_free")
    templates.submit(made)
    assert (made.status, made.meta_id != "") == ("pending", True)
    read(100)
    assert "seat_still_free" in known()
    templates.delete(Template.objects.get(name="seat_still_free"))
    read(100)
    assert "seat_still_free" not in known()


def test_many_templates_are_read_from_the_simulator_in_pages(channel, graph):
    with management.of(channel) as meta:
        for number in range(5):
            meta.post(ACCOUNT, "message_templates", body=wish(f"many_{number}"))
    read(2)
    assert {f"many_{number}" for number in range(5)} <= set(known())


def wish(name):
    parts = [{"type": "BODY", "text": "Good morning from the hills."}]
    return {"name": name, "language": "en", "category": "UTILITY", "components": parts}


def written(name, **fields):
    return Template.objects.create(account=ACCOUNT, **{**wish(name), "category": "utility"} | fields)


def test_what_whatsapp_refuses_comes_back_in_its_own_words(channel, graph):
    made = written("Not A Name")
    with pytest.raises(Failed, match="lowercase") as refusal:
        templates.submit(made)
    assert str(refusal.value).startswith("WhatsApp says: ")
    made.refresh_from_db()
    assert made.status == "draft"


def test_metas_title_and_message_are_shown():
    error = {"code": 100, "error_user_title": "Character limit exceeded", "error_user_msg": "The header is too long."}
    with pytest.raises(Failed, match=r"^WhatsApp says: Character limit exceeded. The header is too long.$"):
        management.answer(400, json.dumps({"error": error}).encode())


def test_not_more_than_a_hundred_an_hour(channel, graph):
    now = clock.now()
    for number in range(100):
        written(f"made_{number}", status="pending", submitted_at=now - timedelta(minutes=30))
    with pytest.raises(Failed, match="100 new templates an hour"):
        templates.submit(written("one_more"))
    Template.objects.filter(name="made_0").update(submitted_at=now - timedelta(minutes=61))
    assert templates.submit(written("another")).status == "pending"


def test_a_redirect_is_not_followed_with_the_token(channel):
    with pytest.raises(Failed, match="HTTP 302"):
        management.answer(302, b"")


def test_the_token_is_in_no_message(settings):
    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    with Management("very-secret") as graph, pytest.raises(Failed) as refusal:
        graph.get(ACCOUNT, "message_templates")
    assert "very-secret" not in str(refusal.value)


# News by webhook.


@pytest.fixture
def approved(channel):
    return written("news", status="approved", meta_id="77", category="utility")


def test_news_twice_is_news_once(approved):
    at = clock.now()
    for _ in range(2):
        news.note_status(ACCOUNT, meta_id=77, event="PAUSED", title="FIRST_PAUSE", at=at)
    approved.refresh_from_db()
    assert (approved.status, approved.paused_until) == ("paused", at + timedelta(hours=3))
    assert Event.objects.filter(type="notification", data__template=approved.pk).count() == 1


def test_the_newest_news_holds_in_any_order(approved):
    at = clock.now()
    assert news.note_status(ACCOUNT, meta_id=77, event="APPROVED", title="UNPAUSE", at=at)
    assert news.note_status(ACCOUNT, meta_id=77, event="PAUSED", at=at - timedelta(minutes=1)) is None
    approved.refresh_from_db()
    assert approved.status == "approved"


def test_a_rejection_keeps_its_reason_until_it_is_approved(approved):
    at = clock.now()
    news.note_status(ACCOUNT, name="news", language="en", event="REJECTED", reason="Too short", at=at)
    approved.refresh_from_db()
    assert (approved.status, approved.reason) == ("rejected", "Too short")
    news.note_status(ACCOUNT, meta_id="77", event="APPROVED", at=at + timedelta(seconds=1))
    approved.refresh_from_db()
    assert (approved.status, approved.reason) == ("approved", "")


def test_a_category_to_come_and_one_that_came(approved):
    at = clock.now()
    when = at + timedelta(hours=24)
    news.note_category(ACCOUNT, meta_id=77, category="MARKETING", when=when, at=at)
    approved.refresh_from_db()
    assert (approved.category, approved.next_category, approved.next_category_at) == ("utility", "marketing", when)
    news.note_category(ACCOUNT, meta_id=77, category="MARKETING", at=at + timedelta(hours=25))
    approved.refresh_from_db()
    assert (approved.category, approved.next_category) == ("marketing", "")


def test_quality_and_status_do_not_hide_each_other(approved):
    at = clock.now()
    assert news.note_quality(ACCOUNT, meta_id=77, quality="RED", at=at)
    assert news.note_status(ACCOUNT, meta_id=77, event="FLAGGED", at=at - timedelta(seconds=5))
    approved.refresh_from_db()
    assert (approved.quality, approved.status) == ("red", "approved")


def test_news_of_a_template_that_is_not_ours_changes_nothing(approved):
    assert news.note_status("another", meta_id=77, event="REJECTED") is None
    assert news.note_status(ACCOUNT, meta_id=78, event="REJECTED") is None


def test_what_a_notice_told_meanwhile_is_not_undone_by_a_page_asked_for_before(meta):
    read()
    before = template_list.Page([meta.rows[0]], "", clock.now())
    news.note_status(ACCOUNT, name="news_0", language="en", event="PAUSED")
    template_list.take(ACCOUNT, before)
    assert Template.objects.get(name="news_0").status == "paused"
