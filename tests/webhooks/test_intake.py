"""The webhook address: what it takes, what it refuses, and that a 200 means stored."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cairn.journal.spool import Spool
from cairn.webhooks.intake import LIMIT, Intake
from cairn.webhooks.store import Store, Unstorable

SECRET, OLD = "the-secret", "the-old-secret"
BODY = b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[],"x":"\\u0906 \xf0\x9f\x99\x82"}]}'


class Kept:
    """A store that keeps bodies in a list, or can't."""

    def __init__(self, *, able: bool = True) -> None:
        self.bodies: list[bytes] = []
        self.able = able

    async def put(self, body: bytes) -> None:
        if not self.able:
            raise Unstorable
        self.bodies.append(body)


def call(
    intake: Intake,
    body: bytes = BODY,
    *,
    method: str = "POST",
    headers: list[tuple[bytes, bytes]] | None = None,
    query: bytes = b"",
) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []
    parts = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    events = [{"type": "http.request", "body": part, "more_body": n < len(parts) - 1} for n, part in enumerate(parts)]

    async def receive() -> dict[str, Any]:
        return events.pop(0) if events else {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {
        "type": "http",
        "method": method,
        "headers": signed(body) if headers is None else headers,
        "query_string": query,
    }
    asyncio.run(intake(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def signature(body: bytes, secret: str = SECRET) -> bytes:
    return b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def signed(body: bytes, secret: str = SECRET) -> list[tuple[bytes, bytes]]:
    return [(b"x-hub-signature-256", signature(body, secret))]


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def intake(kept):
    return Intake(kept, secrets=[SECRET, OLD], verify_token="tok en")


def test_a_signed_body_is_stored_byte_for_byte(intake, kept):
    assert call(intake) == (200, b"")
    assert kept.bodies == [BODY]


def test_either_secret_counts_while_one_replaces_the_other(intake):
    assert call(intake, headers=signed(BODY, OLD))[0] == 200


def vectors() -> list[dict[str, Any]]:
    path = Path(__file__).resolve().parent.parent / "payloads" / "requests" / "webhook_signature_vectors.json"
    found = json.loads(path.read_text())
    return [{"app_secret": found["app_secret"], **vector} for vector in found["vectors"]]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_recorded_signatures_are_judged_right(kept, vector):
    intake = Intake(kept, secrets=[vector["app_secret"]], verify_token="t")
    headers = (
        [(b"x-hub-signature-256", vector["x_hub_signature_256"].encode())] if vector.get("x_hub_signature_256") else []
    )
    assert (call(intake, vector["raw_body"].encode(), headers=headers)[0] == 200) is vector["valid"]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"x-hub-signature-256", b"")],
        [(b"x-hub-signature-256", signature(BODY)[7:])],
        [(b"x-hub-signature-256", b"sha1=" + signature(BODY)[7:])],
        [(b"x-hub-signature-256", signature(BODY).upper())],
        [(b"x-hub-signature-256", signature(BODY)), (b"x-hub-signature-256", signature(BODY))],
        [(b"x-hub-signature-256", "sha256=é".encode())],
        signed(BODY, "another-secret"),
    ],
)
def test_an_unsigned_body_gets_401_and_leaves_no_row(intake, kept, headers):
    assert call(intake, headers=headers)[0] == 401
    assert kept.bodies == []


def test_two_thousand_forgeries_are_all_refused(intake, kept):
    chance = random.Random(20261124)
    for _ in range(2000):
        body, header = bytearray(BODY), bytearray(signature(BODY))
        target = chance.choice([body, header])
        target[chance.randrange(len(target))] ^= 1 << chance.randrange(8)
        status, _ = call(intake, bytes(body), headers=[(b"x-hub-signature-256", bytes(header))])
        assert status == 401
    assert kept.bodies == []


def test_without_a_secret_nothing_is_taken(kept):
    assert call(Intake(kept, secrets=[""], verify_token="t"), headers=signed(BODY, ""))[0] == 401


def test_a_body_over_three_megabytes_gets_413(intake, kept):
    big = b"x" * (LIMIT + 1)
    assert call(intake, big)[0] == 413
    assert call(intake, b"x", headers=[(b"content-length", str(LIMIT + 1).encode())])[0] == 413
    assert kept.bodies == []


def test_when_nothing_can_be_stored_meta_keeps_it():
    intake = Intake(Kept(able=False), secrets=[SECRET], verify_token="t")
    assert call(intake)[0] == 503


def test_the_handshake_gives_the_challenge_back(intake):
    query = b"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=tok%20en"
    assert call(intake, method="GET", query=query) == (200, b"1158201444")


@pytest.mark.parametrize(
    "query",
    [
        b"",
        b"hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
        b"hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=tok%20en",
        b"hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=tok%20en",
        b"hub.mode=subscribe&hub.challenge=1&hub.verify_token=%FF%FE",
    ],
)
def test_a_wrong_handshake_is_refused(intake, query):
    assert call(intake, method="GET", query=query)[0] == 403


def test_a_blank_verify_token_verifies_nobody(kept):
    intake = Intake(kept, secrets=[SECRET], verify_token="")
    assert call(intake, method="GET", query=b"hub.mode=subscribe&hub.challenge=1&hub.verify_token=")[0] == 403


def test_other_methods_are_refused(intake):
    assert call(intake, method="PUT")[0] == 405


@pytest.fixture
def database(transactional_db, settings):
    """The test database's own address: settings name the one beside it."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    return make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])


def entries(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT body, sha256, state FROM journal_entry ORDER BY id").fetchall()


@contextmanager
def signals(url: str) -> Iterator[list[str]]:
    """What the workers hear while the block runs."""
    heard: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("LISTEN cairn_file")
        yield heard
        heard += [notice.channel for notice in connection.notifies(timeout=0.2)]


def store_all(store: Store, *bodies: bytes) -> None:
    async def go() -> None:
        runner = asyncio.create_task(store.run())
        await asyncio.gather(*(store.put(body) for body in bodies))
        runner.cancel()
        await store.close()

    asyncio.run(go())


def test_a_group_is_stored_with_one_wake_up(database, tmp_path):
    with signals(database) as heard:
        store_all(Store(database, Spool(tmp_path, 10)), *(b"body %d" % n for n in range(50)), b"body 7")
    stored = entries(database)
    assert [bytes(body) for body, _, _ in stored] == [b"body %d" % n for n in range(50)]
    assert all(bytes(digest) == hashlib.sha256(bytes(body)).digest() for body, digest, _ in stored)
    assert heard == ["cairn_file"]


def test_the_same_body_twice_wakes_nobody(database, tmp_path):
    store_all(Store(database, Spool(tmp_path, 10)), b"once")
    with signals(database) as heard:
        store_all(Store(database, Spool(tmp_path, 10)), b"once")
    assert len(entries(database)) == 1
    assert heard == []


def test_without_a_database_webhooks_wait_on_disk(tmp_path):
    spool = Spool(tmp_path, 10)
    store_all(Store("postgresql:///nothing?host=/nowhere", spool), b"one", b"two")
    assert [item.body for batch in spool.batches() for item in batch] == [b"one", b"two"]


def test_what_waited_on_disk_is_stored_before_anything_newer(database, tmp_path):
    spool = Spool(tmp_path, 10)
    store_all(Store("postgresql:///nothing?host=/nowhere", spool), b"old 1", b"old 2")
    store_all(Store(database, spool), b"new")
    assert [bytes(body) for body, _, _ in entries(database)] == [b"old 1", b"old 2", b"new"]
    assert spool.empty()


def test_when_the_spool_is_full_too_the_sender_is_told(tmp_path):
    with pytest.raises(Unstorable):
        store_all(Store("postgresql:///nothing?host=/nowhere", Spool(tmp_path, 0)), b"one")


def test_a_frozen_database_delays_nobody_for_long(database, tmp_path):
    """The statement hangs on a lock: after a second the spool takes over, whatever the connection does."""
    import time

    spool = Spool(tmp_path, 10)
    with psycopg.connect(database) as blocker:
        blocker.execute("LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        store_all(Store(database, spool), b"one")
        assert time.monotonic() - started < 5
    assert not spool.empty()


def test_a_broken_spool_folder_refuses_instead_of_hanging(database, tmp_path):
    spool = Spool(tmp_path / "spool", 10)
    (tmp_path / "spool").rmdir()
    with pytest.raises(Unstorable):
        store_all(Store("postgresql:///nothing?host=/nowhere", spool), b"one")
