"""The audit log: what stands in it, who may read it, and that nobody changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import get_resolver

from cairn.accounts import audit
from cairn.accounts.models import AuditLine
from cairn.dashboard.audited import ACTS
from cairn.lib import clock
from tests.conftest import person
from tests.dashboard.conftest import page, signed_in
from tests.security.allowed import MAY, table

pytestmark = pytest.mark.django_db
# What owner and managers alone may do, and yet is of no consequence to anybody's data or money.
HARMLESS = {
    "settings-fields", "automation/rules/rehearse", "settings/templates/sync", "settings/templates/look",
    "knowledge/documents/<int:pk>/read", "catalog/import", "knowledge/styles/start", "knowledge/styles/<int:pk>/stop",
    "knowledge/gaps/<int:pk>", "knowledge/edits/<int:pk>", "knowledge/correct/<slug:kind>/<slug:source>",
}  # fmt: skip


def acts() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("act", flat=True))


def test_coming_and_going_is_written_down(asha):
    client = Client()
    client.post("/sign-in", {"username": "asha@trekandstay.test", "password": "wrong"})
    client.post("/sign-in", {"username": "asha@trekandstay.test", "password": "a-long-test-password"})
    client.post("/sign-out")
    assert acts() == ["failed to sign in", "signed in", "signed out"]
    failed, entered, _ = AuditLine.objects.order_by("pk")
    assert (failed.user_id, failed.name, failed.address) == (None, "Asha Kulkarni", "127.0.0.1")
    assert (entered.user_id, entered.data) == (asha.pk, {"how": "password"})


def test_what_was_typed_for_an_unknown_account_is_not_kept(asha):
    Client().post("/sign-in", {"username": "my-password-by-mistake@x.test", "password": "wrong"})
    assert "mistake" not in str(list(AuditLine.objects.values()))


def test_team_settings_exports_and_automation_are_written_down(asha, rohan, demo):
    client = signed_in(asha)
    client.post(f"/settings/team/{rohan.pk}", {"do": "save", "role": "viewer"})
    client.get("/leads/export")
    client.post("/automation/pause")
    assert acts() == ["team: changed", "export", "automation changed"]
    first = AuditLine.objects.order_by("pk")[0]
    assert (first.user_id, first.about, first.data) == (asha.pk, f"/settings/team/{rohan.pk}", {"do": "save"})


def test_what_was_refused_is_not_written_down_as_done(rohan, asha):
    signed_in(rohan).post("/automation/pause")
    signed_in(asha).post("/settings/team/add", {"name": "", "email": "x", "role": "agent"})
    assert acts() == []


def test_every_act_of_owner_and_managers_is_written_down_or_harmless():
    names = {str(one.pattern): one.name for one in flat(get_resolver().url_patterns)}
    catalogue = ("trips", "departures", "faqs", "stories", "policies", "catalog/undo")  # each keeps its own history
    missing = [
        route
        for route, rules in table().items()
        if MAY[rules["post"].who] in (MAY["manage"], MAY["owner"]) and names.get(route) not in ACTS
        if route not in HARMLESS and not route.startswith(catalogue)
    ]
    assert missing == []
    assert set(ACTS) <= {name for name in names.values() if name}


def flat(patterns):
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from flat(one.url_patterns)
        else:
            yield one


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_line_is_neither_changed_nor_deleted(asha, change):
    audit.note("signed in", user=asha)
    rows = AuditLine.objects.all()
    meddle = {"update": lambda: rows.update(name="Somebody else"), "delete": rows.delete}[change]
    with pytest.raises(DatabaseError, match="only ever added to"):
        transaction.atomic(meddle)()
    assert AuditLine.objects.get().name == asha.name


def test_lines_go_after_400_days_and_no_earlier(asha):
    old, young = clock.now() - timedelta(days=401), clock.now() - timedelta(days=399)
    AuditLine.objects.bulk_create([AuditLine(at=at, act="signed in") for at in (old, young)])
    assert audit.forget_old() == 1
    assert [line.at for line in AuditLine.objects.all()] == [young]
    assert audit.forget_old() == 0


def test_owners_read_it_a_page_at_a_time_and_find_what_they_look_for(asha, rohan, django_assert_max_num_queries):
    lines = [
        AuditLine(at=clock.now(), act="export", user_id=rohan.pk, name=rohan.name, about=f"/leads/{n}")
        for n in range(60)
    ]
    AuditLine.objects.bulk_create(lines)
    audit.note("signed out", user=asha)
    client = signed_in(asha)
    with django_assert_max_num_queries(12):
        shown = page(client, "/settings/audit")
    assert shown.count('<li id="line-') == audit.PAGE and "signed out" in shown
    older = shown.partition('href="/settings/audit?before=')[2].partition('"')[0]
    assert page(client, f"/settings/audit?before={older}").count('<li id="line-') == 11
    assert page(client, f"/settings/audit?person={asha.pk}").count('<li id="line-') == 1
    assert page(client, "/settings/audit?q=/leads/7").count('<li id="line-') == 1
    assert page(client, "/settings/audit?act=export&before=nonsense&person=x").count('<li id="line-') == audit.PAGE


@pytest.mark.parametrize("role", ["manager", "agent", "viewer"])
def test_nobody_else_reads_it(role):
    assert signed_in(person("m@x.test", "M", role)).get("/settings/audit").status_code == 403
