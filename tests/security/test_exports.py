"""No cell of any file that Cairn gives out is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from cairn.catalog.models import Faq
from cairn.leads.models import CustomField, Lead
from tests.dashboard.conftest import signed_in, talks

pytestmark = pytest.mark.django_db
FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"https://evil.test\")",
    "=IMPORTXML(\"https://evil.test\",\"//a\")", "@A1", "-2+3+cmd|' /C calc'!A0",
]  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r")


def cells(answer) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")) for cell in row]


@pytest.fixture
def hostile(channel, demo):
    CustomField.objects.create(key="diet", label="=1+1")
    for number, text in enumerate(FORMULAS):
        talk = talks(channel, text, phone=f"+9198450{number:05d}", words=text)
        Lead.objects.filter(conversation=talk).update(
            tags=[text], extra={"diet": text}, travel_dates=text, source=text[:20]
        )
        Faq.objects.create(question=text + "?", answer=text)


@pytest.mark.parametrize(
    "address",
    ["/leads/export", "/catalog/export/faqs.csv", "/catalog/export/trips.csv", "/catalog/export/stories.csv",
     "/catalog/export/departures.csv", "/insights/sources.csv"],
)  # fmt: skip
def test_no_cell_begins_like_a_formula(asha, hostile, address):
    answer = signed_in(asha).get(address)
    found = cells(answer) if answer.status_code == 200 else []
    assert [cell for cell in found if cell.startswith(STARTS)] == []
    assert answer.status_code in (200, 404)
    if "sources" not in address:
        assert len(found) > 20


def test_what_was_quoted_comes_back_as_it_was(asha, hostile):
    found = cells(signed_in(asha).get("/leads/export"))
    assert all(f"'{text}" in found for text in FORMULAS)
