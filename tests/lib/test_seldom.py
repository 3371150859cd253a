"""What is done once a minute is done once a minute."""

from cairn.lib.seldom import Seldom


def test_the_first_time_comes_at_once_and_the_second_later():
    minute = Seldom(60)
    assert [minute.due(), minute.due(), minute.due()] == [True, False, False]


def test_it_is_due_again_when_the_time_has_passed():
    minute = Seldom(60)
    minute.due()
    minute.next -= 60
    assert [minute.due(), minute.due()] == [True, False]


def test_what_is_forgotten_is_due():
    hour = Seldom(3600)
    hour.due()
    hour.forget()
    assert hour.due()
