"""Every address x every role x what is there, what is not and what is somebody else's, by one table."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from cairn.accounts.models import User
from cairn.api.api import api
from tests.conftest import person
from tests.security import world
from tests.security.allowed import ROLES, Rule, addresses, table

pytestmark = pytest.mark.django_db
TABLE = table()
PARAMETER = re.compile(r"<(\w+):\w+>")
DOOR = "/sign-in"
# What sends even the team to the door: signing out, and the second door for whoever does not stand before it.
OUT = ("post /sign-out", "get /sign-in/second", "post /sign-in/second")
# Of these the world holds nothing that could be shown: a file that never arrived, a page that is off, a key, a kind.
BARE = {
    "get /styleguide", "get /calendar/<str:key>.ics", "get /inbox/<int:pk>/older", "get /inbox/<int:pk>/templates/one",
    "get /inbox/<int:pk>/choices/<slug:kind>", "get /media/<uuid:key>", "get /media/<uuid:key>/thumb",
    "get /trips/images/<uuid:key>", "get /trips/images/<uuid:key>/thumb",
    "get /people/<int:pk>/privacy/copies/<uuid:key>",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A refusal is a line of the log; here there are thousands."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def things(demo, channel) -> world.Names:
    return world.build(channel, person("olga@trekandstay.test", "Olga", "owner"))


def test_every_address_stands_in_the_table():
    known = set(addresses(get_resolver().url_patterns))
    assert (known - TABLE.keys(), TABLE.keys() - known) == (set(), set())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_nothing_else(things, role):
    user = person(f"{role}@x.test", role, role)
    named = things | world.views_of(user)
    wrong = [told for told in walk(user, named) if told]
    assert not wrong, "\n".join(wrong)


def test_strangers_are_sent_to_the_door(things):
    wrong = [
        f"{method} /{route}: {answer.status_code}"
        for route, method, rule, answer in every(Client(raise_request_exception=False), things, refused=True)
        if not stranger_is_refused(rule, answer)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES[:3])
def test_what_is_somebody_elses_is_not_found(things, role):
    sid = User.objects.get(email="sid@trekandstay.test")
    client = entered(person(f"{role}@x.test", role, role))
    for start, pk in world.views_of(sid).items():
        assert ask(client, "post", f"/{start}{pk}/forget").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_a_person_who_is_shut_out_is_a_stranger_from_the_next_request_on(things, role):
    user = person(f"{role}@x.test", role, role)
    client = entered(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ask(client, "get", "/inbox")["Location"].startswith(DOOR)


def test_the_api_opens_to_its_token_alone(things):
    client = Client(raise_request_exception=False)
    for path, method in operations():
        address = "/api/v1" + re.sub(r"\{\w+\}", "987654321", path)
        asked = {"content_type": "application/json"} if method != "get" else {}
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Bearer "},
            {"Authorization": "Bearer é"},
        ):
            assert getattr(client, method)(address, headers=headers, **asked).status_code == 401, (method, path)
        answer = getattr(client, method)(address, headers={"Authorization": "Bearer test-token"}, **asked)
        missing = (404,) if method == "get" else (404, 422)
        assert "{" not in path or answer.status_code in missing, (method, path, answer.status_code)


def operations() -> list[tuple[str, str]]:
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    return [(path.removeprefix("/api/v1"), method) for path, methods in paths.items() for method in methods]


def walk(user: User, named: world.Names) -> Iterator[str]:
    client = entered(user)
    for route, method, rule, answer in every(client, named):
        yield from complaint(f"{method} /{route}", rule, user.role, answer, exists=True)
        if "<" in route and rule.lets(user.role):
            answer = ask(client, method, filled(route, {}))
            yield from complaint(f"{method} /{route} (missing)", rule, user.role, answer, exists=False)


def every(client: Client, named: world.Names, *, refused: bool = False) -> Iterator[tuple[str, str, Rule, Any]]:
    """Each address once a method. That a method is `refused` is the same for everybody, and asked once."""
    for route, rules in TABLE.items():
        for method, rule in rules.items():
            if refused or rule.who not in ("-", "token"):
                yield route, method, rule, ask(client, method, filled(route, named))


def complaint(what: str, rule: Rule, role: str, answer: Any, *, exists: bool) -> Iterator[str]:
    status, away = answer.status_code, answer.headers.get("Location", "").startswith(DOOR)
    if not rule.lets(role):
        right = status == 403
    elif not exists:
        right = status == rule.missing
    else:
        right = status not in (401, 403, 405) and (status < 500 or what == "get /readyz" or what == "post /readyz")
        right = right and (not away or what in OUT) and (status != 404 or what in BARE or what.startswith("post"))
    if not right:
        yield f"{role} {what}: {status}"


def stranger_is_refused(rule: Rule, answer: Any) -> bool:
    if rule.who in ("-", "token", "open"):
        return answer.status_code in {"-": (405,), "token": (401,)}.get(rule.who, (200, 302, 404, 410, 422, 503))
    return answer.status_code == 302 and answer["Location"].startswith((DOOR, "/inbox"))


def filled(route: str, named: world.Names) -> str:
    """The address with ids of things that exist, or with ids of nothing."""
    fits = [start for start in named if route.startswith(start)]
    known = named[max(fits, key=len)] if fits else None
    given = list(known) if isinstance(known, tuple) else [known] if known is not None else []
    return "/" + PARAMETER.sub(lambda found: str(given.pop(0) if given else world.NOBODY[found[1]]), route)


def ask(client: Client, method: str, address: str) -> Any:
    """One request whose traces are gone afterwards, whatever it did."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    try:
        with transaction.atomic():
            answer = getattr(client, method)(address)
            if answer.streaming:
                list(answer.streaming_content)
            transaction.set_rollback(True)
    finally:
        client.cookies.clear()
        client.cookies.load(cookies)
    return answer


def entered(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
