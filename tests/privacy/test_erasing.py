"""A person is erased: nothing that names them is left in any table or file, and nobody else notices."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import connection

from cairn.conversations.models import Contact, Conversation, Message
from cairn.journal.models import Entry, Event
from cairn.leads.models import Lead
from cairn.privacy import erase, erased, held, waking
from cairn.privacy.erase import Mistyped
from cairn.privacy.models import Erasure
from cairn.privacy.person import NoPerson, find
from tests.inbound.bodies import merged
from tests.privacy import conftest as stage

pytestmark = pytest.mark.django_db


def ask(cast, asha) -> Erasure:
    return erase.ask(cast.kavya, user=asha, typed=erase.words(cast.kavya))


def nothing_is_left(data) -> None:
    assert stage.found_in_rows() == []
    assert stage.found_in_files(data) == []


def test_the_stage_holds_her_in_every_table_and_folder_that_can_hold_her(cast, data):
    tables = set(stage.found_in_rows())
    assert {"journal_entry", "knowledge_passage", "assistant_gap", "catalog_faq", "leads_import"} < tables
    assert len(stage.found_in_files(data)) >= 4
    missing = [one.name for one in held.HELD if not one.rows(find(cast.kavya.pk)).exists()]
    assert missing == []


def test_after_erasing_no_canary_is_left_in_any_table_or_file(cast, asha, data):
    row = ask(cast, asha)
    assert erase.run(row.pk)
    nothing_is_left(data)
    row.refresh_from_db()
    assert row.state == Erasure.State.DONE and row.counts["messages"] >= 3 and row.counts["media"] == 1
    assert Event.objects.filter(type="person_erased", data__erasure=row.pk).count() == 1


def test_whoever_shared_a_webhook_with_her_keeps_every_word(cast, asha, data):
    hash_before = list(Entry.objects.order_by("pk").values_list("sha256", flat=True))
    erase.run(ask(cast, asha).pk)
    bodies = [bytes(body).decode() for body in Entry.objects.order_by("pk").values_list("body", flat=True)]
    assert "Is Goa open in July?" in bodies[0] and "Ravi Kumar" in bodies[0]
    assert [bytes(one) for one in hash_before] == [bytes(e.sha256) for e in Entry.objects.order_by("pk")]
    assert Message.objects.filter(conversation__contact=cast.ravi, text="Is Goa open in July?").exists()
    waiting = next((data / "spool").glob("*.body")).read_bytes()
    assert b"Ravi waits on disk" in waiting
    assert "What is the price?" in (data / "suite" / "own.jsonl").read_text()


def test_the_same_webhook_coming_again_brings_nobody_back(cast, asha, data):
    again = bytes(next(one for one in Entry.objects.all() if stage.SECOND.encode() in bytes(one.body)).body)
    erase.run(ask(cast, asha).pk)
    stage.arrive(again)
    nothing_is_left(data)


def test_killed_in_every_step_one_after_the_other_it_goes_on_and_ends(cast, asha, data, monkeypatch):
    row = ask(cast, asha)
    for name, whole in list(erase.STEPS.items()):
        monkeypatch.setitem(erase.STEPS, name, killed_after(whole))
        with pytest.raises(KeyboardInterrupt):
            erase.run(row.pk)
        monkeypatch.setitem(erase.STEPS, name, whole)
        assert not erase.run(row.pk)  # the dead worker's claim holds for a minute
        Erasure.objects.update(claimed_until=None)
    assert erase.run(row.pk)
    nothing_is_left(data)


def killed_after(step):
    """The step is done, and nobody is told."""

    def half(row, person):
        step(row, person)
        raise KeyboardInterrupt

    return half


def test_killed_among_the_rows_it_goes_on(cast, asha, data, monkeypatch):
    from cairn.privacy.erasing import rows

    row, empty, left = ask(cast, asha), rows.empty, [12]

    def counted(*args):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return empty(*args)

    monkeypatch.setattr(rows, "empty", counted)
    with pytest.raises(KeyboardInterrupt):
        erase.run(row.pk)
    Erasure.objects.update(claimed_until=None)
    assert erase.run(row.pk)
    nothing_is_left(data)


def test_asked_twice_and_run_twice_it_is_one_erasure(cast, asha, data):
    first, second = ask(cast, asha), ask(cast, asha)
    assert first.pk == second.pk
    assert erase.run(first.pk) and not erase.run(first.pk)
    Erasure.objects.update(state="waiting", step="", claimed_until=None)
    assert erase.run(first.pk)
    nothing_is_left(data)


def test_a_slip_of_the_hand_erases_nobody(cast, asha):
    with pytest.raises(Mistyped):
        erase.ask(cast.kavya, user=asha, typed="erase")
    assert not Erasure.objects.exists() and Contact.objects.filter(pk=cast.kavya.pk).exists()


def test_a_group_is_not_a_person(cast, asha):
    from cairn.conversations.identify import identify_group

    group = identify_group(cast.talk.channel, "120363000000000000@g.us")
    with pytest.raises(NoPerson):
        erase.ask(group, user=asha, typed=erase.words(group))


def test_who_writes_again_is_somebody_new(cast, asha):
    erase.run(ask(cast, asha).pk)
    stage.arrive(stage.webhook(50, 777, "Hello again", stage.PHONE, stage.NAME))
    back = Contact.objects.get(phone=f"+{stage.PHONE}")
    assert back.pk != cast.kavya.pk
    assert Conversation.objects.get(contact=back).messages.count() == 1
    assert Lead.objects.filter(contact=back).count() == 1


def test_a_backup_that_is_put_back_erases_again_whoever_was_erased(cast, asha, data):
    row = ask(cast, asha)
    erase.run(row.pk)
    bring_back(cast.kavya, row.contact_made_at)
    waking.minute.forget()
    waking.wake()
    assert erase.run(Erasure.objects.get().pk)
    nothing_is_left(data)


def test_another_person_with_the_number_of_an_erased_row_stays(cast, asha):
    erase.run(ask(cast, asha).pk)
    stranger = Contact.objects.create(pk=cast.kavya.pk, name="Somebody else")
    assert erased.back() == [] and Contact.objects.filter(pk=stranger.pk).exists()


def bring_back(contact: Contact, made_at) -> None:
    """As a restored backup does: the row with its number and birth, and no trace of the erasure."""
    Erasure.objects.all().delete()
    Contact.objects.create(pk=contact.pk, name=stage.NAME, phone=contact.phone)
    Contact.objects.filter(pk=contact.pk).update(created_at=made_at)


def test_a_webhook_of_two_keeps_what_is_not_hers():
    from cairn.privacy.bodies import part
    from cairn.privacy.person import Person

    her = Person((1,), marks=frozenset({stage.PHONE}))
    body = merged(
        [stage.webhook(1, 777, "hers", stage.PHONE, "Kavya"), stage.webhook(2, 1, "his", "919800000001", "R")]
    )
    parted = part(body, her)
    assert b"hers" not in parted.rest and b'"his"' in parted.rest
    assert len(json.loads(parted.rest)["entry"]) == 1 and len(parted.pieces) == 2
    assert part(parted.rest, her).rest == parted.rest


def test_every_table_that_points_to_a_person_is_on_the_list():
    """Whoever adds a table that belongs to a person puts it on `held.HELD`, or erasing forgets it."""
    known = {one.model for one in held.HELD}
    points = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model in known
        and field.many_to_one | field.one_to_one
    }
    beside = {"privacy.Export"}  # goes in the first step, with its file
    missing = {model._meta.label for model in points - known} - beside
    assert missing == set()


def test_numbers_without_keys_that_point_to_a_person_are_on_the_list_too():
    known = {one.model._meta.db_table for one in held.HELD}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name NOT IN (SELECT inhrelid::regclass::text FROM pg_inherits) AND column_name"
            " IN ('lead_id', 'conversation_id', 'contact_id', 'message_id', 'event_id', 'event')"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables - known - {"privacy_export", "privacy_erasure", "automation_rule"} == set()
