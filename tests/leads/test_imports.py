"""Leads from files: whatever people have, what goes wrong in words, and never twice."""

from __future__ import annotations

import random
from threading import Thread

import pytest
from django.db import connection, transaction

from cairn.catalog.models import Trip
from cairn.conversations.models import Contact, Identity, Message
from cairn.journal.models import Event
from cairn.leads import fields
from cairn.leads.imports import carry, mapping, reading, starting, trying
from cairn.leads.models import Import, Lead
from tests.leads.conftest import lead_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PLAIN = "Name,Mobile,Trek,Pax\nPriya Nair,98450 11223,7-Day Maharashtra Explorer,2\nRahul,+91 98765 12340,,\n"


def take(asha, text: str | bytes, **options) -> Import:
    body = text if isinstance(text, bytes) else text.encode()
    return starting.take(asha, filename="leads.csv", body=body, **options)


def imported(asha, text: str | bytes) -> Import:
    job = take(asha, text)
    assert starting.start(job, asha)
    while carry.batch():
        pass
    job.refresh_from_db()
    return job


def test_each_line_becomes_a_person_who_can_be_written_to(channel, asha):
    job = imported(asha, PLAIN)
    assert (job.state, job.created, job.updated, job.skipped) == ("done", 2, 0, 0)
    lead = Lead.objects.get(contact__phone="+919845011223")
    assert (lead.contact.name, lead.party_size, lead.source) == ("Priya Nair", 2, "import")
    assert lead.value == 2 * Trip.objects.get(name="7-Day Maharashtra Explorer").price
    assert Identity.objects.get(value="+919845011223").contact == lead.contact
    assert lead.conversation.channel == channel
    assert not Message.objects.exists()


def test_the_same_file_again_makes_nobody_twice(channel, asha):
    imported(asha, PLAIN)
    job = imported(asha, PLAIN)
    assert (job.created, job.updated, job.skipped) == (0, 0, 2)
    assert Lead.objects.count() == Contact.objects.count() == 2


def test_who_is_known_gets_what_is_missing_and_keeps_what_is_there(channel, asha):
    known = lead_of(channel, "Priya", phone="+919845011223", party_size=5)
    job = imported(asha, PLAIN)
    known.refresh_from_db()
    assert (job.created, job.updated) == (1, 1)
    assert (known.party_size, known.trip.name, known.contact.name) == (5, "7-Day Maharashtra Explorer", "Priya")


def test_what_is_wrong_is_told_by_line_and_the_rest_goes_on(channel, asha):
    rows = ["name,phone,pax", "A,hello,1", "B,,1", "C,98450 11223,many", "D,98450 11224,2", "E,9845011224,2"]
    job = imported(asha, "\n".join(rows))
    assert job.created == 1 and job.skipped == 4
    assert [problem["line"] for problem in job.problems] == [2, 3, 4, 6]
    assert "not a phone number" in job.problems[0]["why"]
    assert job.problems[3]["why"] == "The same number stands further up."


def test_it_goes_on_exactly_where_it_stood(channel, asha, monkeypatch):
    monkeypatch.setattr(carry, "BATCH", 10)
    lines = "\n".join(f"P{number},98450{number:05d}" for number in range(10_000, 10_035))
    job = take(asha, f"name,phone\n{lines}")
    starting.start(job, asha)
    done = []
    while number := carry.batch():
        job.refresh_from_db()
        done.append((number, job.done, job.created))
    assert done == [(10, 10, 10), (10, 20, 20), (10, 30, 30), (5, 35, 35)]


def test_a_batch_that_dies_leaves_nothing_half_done(channel, asha, monkeypatch):
    job = take(asha, PLAIN)
    starting.start(job, asha)
    monkeypatch.setattr(carry.live, "announce", lambda *names: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry.batch()
    job.refresh_from_db()
    assert (job.done, Lead.objects.count(), Contact.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_import_each_line_once(demo, channel, asha, monkeypatch):
    monkeypatch.setattr(carry, "BATCH", 5)
    lines = "\n".join(f"P{number},98450{number:05d}" for number in range(10_000, 10_040))
    starting.start(take(asha, f"name,phone\n{lines}"), asha)

    def work():
        try:
            for _ in range(20):
                carry.batch()
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    carry.carry_on()
    assert Lead.objects.count() == 40 == Import.objects.get().created


@pytest.mark.django_db(transaction=True)
def test_a_second_import_waits_while_the_first_is_worked_on(channel, asha):
    first, second = (take(asha, f"phone\n98450{number}") for number in (10_001, 10_002))
    for job in (first, second):
        starting.start(job, asha)
    with transaction.atomic():
        Import.objects.select_for_update().get(pk=first.pk)
        elsewhere = []
        thread = Thread(target=lambda: (elsewhere.append(carry.batch()), connection.close()))
        thread.start()
        thread.join()
    assert elsewhere == [0] and not Lead.objects.exists()
    carry.carry_on()
    assert Lead.objects.count() == 2


def test_a_thousand_lines_are_announced_a_few_times_only(channel, asha, monkeypatch):
    told = []
    monkeypatch.setattr(carry.live, "announce", lambda *names: told.append(names))
    imported(asha, "phone\n" + "\n".join(f"98450{number:05d}" for number in range(10_000, 10_300)))
    assert (
        sum("import-" in names[0] for names in told) == 3 and Event.objects.filter(type="lead_created").count() == 300
    )


def test_an_import_is_started_once_and_stopped_for_good(channel, asha):
    job = take(asha, PLAIN)
    starting.start(job, asha)
    starting.start(job, asha)
    assert Event.objects.filter(type="lead_updated").count() == 1
    starting.cancel(job)
    assert carry.carry_on() == 0 and not Lead.objects.exists()


def test_without_a_column_of_numbers_nothing_starts(channel, asha):
    assert not starting.start(take(asha, "name,city\nPriya,Pune\n"), asha)


def test_the_trial_says_what_would_happen_and_does_nothing(channel, asha):
    lead_of(channel, "Priya", phone="+919845011223")
    trial = trying.attempt(take(asha, PLAIN + "X,nonsense,,\n"))
    assert (trial.lines, trial.new, trial.known, trial.skipped) == (3, 1, 1, 1)
    assert trial.problems[0][0] == 4 and Lead.objects.count() == 1


def test_the_firms_own_fields_can_be_filled(channel, asha):
    fields.add("Diet", "choice", ["Veg", "Jain"])
    job = imported(asha, "phone,diet\n9845011223,jain\n9845011224,fish\n")
    assert Lead.objects.get().extra == {"diet": "Jain"}
    assert "one of: Veg, Jain" in job.problems[0]["why"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [("a;b;c\n1;2;3", ";"), ("a\tb\n1\t2", "\t"), ("a|b\n1|2", "|"), ('a,b\n"x;y;z;w",2', ","), ("phone\n1", ",")],
)
def test_the_delimiter_is_found(text, mark):
    assert reading.delimiter(text) == mark


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_come_through_in_any_encoding(channel, asha, encoding):
    imported(asha, "name;phone\nRenée;98450 11223\n".encode(encoding))
    assert Contact.objects.get().name == "Renée"


BAD = {
    "nothing": b"",
    "only spaces": b" \n \n",
    "only a header": b"name,phone\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)),
    "a spreadsheet": b"PK\x03\x04" + b"x" * 100,
    "an old spreadsheet": b"\xd0\xcf\x11\xe0" + b"x" * 100,
    "too many columns": (",".join("c" * 200) + "\n").encode() + b",".join([b"1"] * 200),
    "an endless cell": b'name,phone\n"' + b"x" * 200_000 + b"\n",
    "too large": b"a,b\n" * (2 * 1024 * 1024),
    "too many rows": b"phone\n" + b"9845011223\n" * 20_002,
}


@pytest.mark.parametrize("name", BAD)
def test_what_cant_be_read_is_refused_in_words(asha, name):
    with pytest.raises(reading.Unreadable) as refusal:
        take(asha, BAD[name])
    assert str(refusal.value).endswith(".") and not Import.objects.exists()


ODD = {
    "open quotes": b'name,phone\n"Priya,9845011223\nRahul,9845011224\n',
    "quotes inside": b'name,phone\n"Priya ""P"" Nair",9845011223\n',
    "mixed encodings": "Ren\u00e9e,9845011223\n".encode()
    and b"name,phone\nRen\xe9e,9845011223\n\xc3\xa9va,9845011224\n",
    "ragged rows": b"name,phone,pax\nA\nB,9845011223\nC,9845011224,2,3,4,5\n",
    "formulas": b"name,phone\n=cmd|' /C calc'!A0,9845011223\n'+91,+919845011224\n",
    "a zero byte in utf-16": "name,phone\nA\0B,9845011223\n".encode("utf-16"),
    "fifty columns": (
        ",".join(f"c{n}" for n in range(49)) + ",phone\n" + ",".join("x" * 49) + ",9845011223\n"
    ).encode(),
    "a huge cell": b"name,phone\n" + b"x" * 90_000 + b",9845011223\n",
    "the same column twice": b"phone,phone,name,name\n9845011223,1,A,B\n",
    "old line ends": b"name,phone\rA,9845011223\rB,9845011224\r",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_read_as_far_as_they_make_sense(channel, asha, name):
    job = imported(asha, ODD[name])
    assert job.state == "done" and job.created + job.updated + job.skipped == job.total


def test_random_bytes_are_refused_or_read_and_never_break(channel, asha):
    dice = random.Random(7)
    for _ in range(150):
        body = bytes(dice.choice(b'abc,;"\n\r\t9=+@\xe9\xff0') for _ in range(dice.randrange(200)))
        try:
            job = take(asha, b"name,phone\n" + body)
        except reading.Unreadable:
            continue
        starting.start(job, asha)
        while carry.batch():
            pass


def test_columns_are_guessed_by_how_people_call_them(db):
    found = mapping.guess(["Full Name", "WhatsApp Number", "Trek", "No. of people", "Remarks", "Colour"])
    assert list(found.values()) == ["name", "phone", "trip", "party_size", "first_message"]


def test_a_mapping_of_nonsense_is_left_out(db):
    assert mapping.checked({"0": "phone", "1": "phone", "2": "password", "9": "name"}, 3) == {"0": "phone"}
