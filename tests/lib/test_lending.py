"""Who waits for the outside gives the connection back first."""

import threading

import pytest
from django.db import connection, transaction

from cairn.lib import lending


def apart(work) -> None:
    """In a thread of its own, with a connection of its own and outside of the test's transaction."""
    wrong: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not wrong, wrong


def answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


@pytest.mark.django_db
def test_the_next_statement_takes_a_connection_again():
    def work() -> None:
        assert answers()
        lending.give_back()
        assert connection.connection is None
        assert answers()

    apart(work)


@pytest.mark.django_db
def test_a_transaction_keeps_its_connection():
    def work() -> None:
        with transaction.atomic():
            assert answers()
            lending.give_back()
            assert connection.connection is not None and answers()

    apart(work)


@pytest.mark.django_db
def test_to_give_back_what_was_not_taken_does_nothing():
    apart(lambda: (lending.give_back(), lending.give_back()))
