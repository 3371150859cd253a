"""A service that does not answer is left alone, and tried again by one caller."""

from cairn.lib.breaker import Breaker


def broken(*, failures: int = 3) -> Breaker:
    breaker = Breaker(failures=failures, within=60, rest=60)
    [breaker.failed_once() for _ in range(failures)]
    return breaker


def rested(breaker: Breaker) -> Breaker:
    breaker.rests_until = 0.001
    return breaker


def test_too_few_failures_stop_nothing():
    breaker = Breaker(failures=3, within=60, rest=60)
    assert [breaker.failed_once(), breaker.failed_once()] == [None, None]
    assert breaker.allows() and not breaker.open


def test_the_last_of_them_says_since_when():
    breaker = Breaker(failures=2, within=60, rest=60)
    breaker.failed_once()
    breaker.failed[0] -= 20
    assert 20 <= (breaker.failed_once() or 0) < 60
    assert breaker.open and not breaker.allows()


def test_an_answer_between_failures_keeps_it_from_being_dead():
    breaker = Breaker(failures=2, within=60, rest=60)
    breaker.failed_once()
    breaker.answered()
    assert breaker.failed_once() is None
    assert breaker.failed_once() is not None


def test_failures_that_lie_far_apart_do_not_count_together():
    breaker = Breaker(failures=2, within=60, rest=60)
    breaker.failed_once()
    breaker.failed[0] -= 61
    assert breaker.failed_once() is None and breaker.allows()


def test_when_the_rest_is_over_one_tries_and_the_others_wait_for_what_it_finds():
    breaker = rested(broken())
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.answered()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_try_that_fails_begins_another_rest_at_once():
    breaker = rested(broken())
    assert breaker.allows()
    assert breaker.failed_once() is not None
    assert breaker.open and not breaker.allows()
