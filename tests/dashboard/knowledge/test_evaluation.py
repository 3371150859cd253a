"""The evaluation page: run as a job, compared with the last run, with cases of one's own that the command asks too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant.evaluation import background, latest, suite
from cairn.assistant.models import Answer
from cairn.knowledge.models import Case, Evaluation
from cairn.lib import clock, later
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
GOOD = {"turns": "What does the Goa Waterfall Weekend cost?", "expect": "answer", "must": "₹6,200 | 6200", "lang": "en"}
BAD = {"turns": "Does Rupin Pass end in Shimla?", "expect": "answer", "must": "Timbuktu", "lang": "en"}


@pytest.fixture
def small(demo, monkeypatch, settings, tmp_path):
    """Only the operator's own cases, so that a run takes no time."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(suite, "files", list)


def add(client, **changes):
    return client.post("/knowledge/evaluation/cases", GOOD | changes)


def test_a_run_is_asked_for_once_and_shows_its_progress(small, at_desk):
    add(at_desk)
    assert at_desk.post("/knowledge/evaluation/run", headers={"HX-Request": "true"}).status_code == 204
    at_desk.post("/knowledge/evaluation/run")
    run = Evaluation.objects.get()
    assert later.pending("evaluate") == 1
    assert "Waiting for a worker" in page(at_desk, "/knowledge/evaluation")
    Evaluation.objects.update(done=3, of=9)
    assert "Asking, 3 of 9" in page(at_desk, "/knowledge/evaluation/state")
    assert background.carry_out(run.pk) == "done"


def test_the_result_stands_by_kind_with_what_failed_and_why(small, at_desk):
    add(at_desk)
    add(at_desk, **BAD)
    background.carry_out(background.begin(None).pk)
    text = page(at_desk, "/knowledge/evaluation")
    assert "50.0" in text and "Not good enough to go live" in text
    assert "Does Rupin Pass end in Shimla?" in text and "Missing: Timbuktu" in text


def test_a_case_that_passed_before_is_named_first(small, at_desk):
    add(at_desk)
    background.carry_out(background.begin(None).pk)
    Case.objects.update(case=Case.objects.get().case | {"must": [["Timbuktu"]]})
    background.carry_out(background.begin(None).pk)
    newest = latest.done()
    line = latest.lines(newest, latest.before(newest))[0]
    assert (line.percent, line.before, line.change) == (0.0, 100.0, -100.0)
    assert "passed before" in page(at_desk, "/knowledge/evaluation")


def test_two_workers_never_do_the_same_run_and_a_dead_one_is_followed(small, at_desk):
    add(at_desk)
    run = background.begin(None)
    dead = background.claim(run.pk)
    assert background.claim(run.pk) is None
    Evaluation.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert background.wake_due() == 1
    assert background.carry_out(run.pk) == "done"
    with pytest.raises(background.Superseded):
        background.note(dead, done=99)


def test_a_run_that_kills_its_worker_again_and_again_is_given_up(small):
    run = background.begin(None)
    for _ in range(background.MOST_ATTEMPTS):
        assert background.claim(run.pk)
        Evaluation.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert background.claim(run.pk) is None
    assert Evaluation.objects.get().state == "failed"


def test_cases_of_the_page_are_asked_by_the_command_too(small, at_desk):
    add(at_desk)
    assert [case["id"] for case in suite.cases()] == ["own-what-does-the-goa-waterfall-weekend-cost"]
    add(at_desk)
    assert len({case["id"] for case in suite.cases()}) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"turns": " "}, "Write the question"),
        ({"must": ""}, "at least one thing"),
        ({"expect": "dance"}, "Choose what"),
    ],
)
def test_what_is_no_case_is_refused_and_nothing_typed_is_lost(small, at_desk, changes, said):
    answer = add(at_desk, must_not="₹9,999", **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode() and "₹9,999" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_real_chat_becomes_a_case(small, at_desk, priya):
    real = Answer.objects.create(conversation=priya, question="Kitna lagega?", language="hinglish")
    assert f"/knowledge/evaluation?answer={real.pk}" in page(at_desk, "/knowledge/evaluation")
    text = page(at_desk, f"/knowledge/evaluation?answer={real.pk}")
    assert "Kitna lagega?" in text and '<option value="hinglish" selected>' in text
    assert at_desk.get("/knowledge/evaluation?answer=999999").status_code == 404


def test_a_case_can_be_removed_by_agents_and_not_by_viewers(small, at_desk, vera, rohan):
    add(at_desk)
    address = f"/knowledge/evaluation/cases/{Case.objects.get().pk}/remove"
    assert signed_in(vera).post(address).status_code == 403
    assert signed_in(rohan).post(address).status_code == 302
    assert not Case.objects.exists()


def test_the_page_takes_as_many_queries_however_much_failed(small, at_desk, django_assert_max_num_queries):
    for number in range(6):
        add(at_desk, **BAD | {"turns": f"Question {number}?"})
    background.carry_out(background.begin(None).pk)
    with django_assert_max_num_queries(14):
        page(at_desk, "/knowledge/evaluation")
