"""A copy of a person: as many rows as are held, their files, and nobody else's words."""

from __future__ import annotations

import json
import zipfile

import pytest

from cairn.privacy import copies, erase, held
from cairn.privacy.models import Export
from cairn.privacy.person import find
from tests.privacy import conftest as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(cast, asha):
    row = copies.ask(cast.kavya, user=asha)
    assert copies.make(row.pk)
    row.refresh_from_db()
    return row


def told(row: Export) -> dict:
    with zipfile.ZipFile(copies.file(row)) as archive:
        return json.loads(archive.read(copies.NAME))


def test_the_copy_has_as_many_rows_of_each_kind_as_are_held(cast, copy):
    page, person = told(copy), find(cast.kavya.pk)
    assert {one.name: len(page[one.name]) for one in held.HELD} == held.counts(person)
    assert all(page[one.name] for one in held.HELD)
    assert copy.state == Export.State.DONE and copy.done == copy.of and copy.counts["webhooks"] == len(page["webhooks"])


def test_her_words_her_voice_and_her_part_of_the_webhooks_are_in_it_and_not_his(copy):
    page = json.dumps(told(copy))
    assert stage.WORDS in page and stage.NOTE in page and stage.SECOND in page
    assert "Is Goa open in July?" not in page and stage.OTHER not in page
    with zipfile.ZipFile(copies.file(copy)) as archive:
        assert [archive.read(name) for name in archive.namelist() if name.startswith("media/")] == [stage.VOICE]


def test_made_twice_or_killed_half_way_it_is_one_whole_file(cast, asha, monkeypatch):
    row, media = copies.ask(cast.kavya, user=asha), copies.media
    assert copies.ask(cast.kavya, user=asha).pk == row.pk

    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "media", dies)
    with pytest.raises(KeyboardInterrupt):
        copies.make(row.pk)
    assert not copies.file(row).exists() and not copies.make(row.pk)  # the dead worker's claim holds for a minute
    monkeypatch.setattr(copies, "media", media)
    Export.objects.update(claimed_until=None)
    assert copies.make(row.pk) and not copies.make(row.pk)
    row.refresh_from_db()
    assert row.done == row.of and copies.file(row).exists()


def test_erasing_takes_the_copies_along(cast, asha, copy):
    erase.run(erase.ask(cast.kavya, user=asha, typed=erase.words(cast.kavya)).pk)
    assert not copies.file(copy).exists() and not Export.objects.exists()
