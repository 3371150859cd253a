"""What people teach the assistant: unanswered questions become drafts of FAQs, changed numbers become proposed edits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant import ratings
from cairn.assistant.answer import answer
from cairn.assistant.evaluation import suite
from cairn.assistant.learning import capture, deciding, edits, gaps, learn, outcomes, regress
from cairn.assistant.models import Answer, Gap, ProposedEdit, Question, Suggestion
from cairn.automation import staff
from cairn.catalog.models import Faq, Trip
from cairn.journal.record import record
from cairn.knowledge import passages
from cairn.lib import clock, later
from tests.assistant.staffed import PRICE, suggested, taken, unknown
from tests.dashboard.conftest import talks
from tests.inbound.test_conversing import nowhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]
PARROTS = [
    "Can we bring our parrot in the tent?",
    "Is my parrot allowed in the tent?",
    "May I take a parrot into the tent",
]
DRONES = ["Can I fly a drone at the waterfall?", "Are drones allowed at the waterfall"]


@pytest.fixture
def asked(channel):
    """Three customers ask about parrots, two about drones; nobody knew."""
    people = [talks(channel, f"Customer {n}") for n in range(3)]
    rows = [unknown(words, people[n]) for n, words in enumerate(PARROTS)]
    return rows + [unknown(words, people[n]) for n, words in enumerate(DRONES)]


def test_the_sweeper_asks_for_learning_once_and_only_while_there_is_something(asked):
    assert learn.wake() == 0  # answers settle first
    Answer.objects.update(created_at=clock.now() - timedelta(minutes=1))
    assert learn.wake() == 1 and learn.wake() == 1 and later.pending("reflect") == 1
    learn.run()
    assert learn.wake() == 0


def test_questions_that_mean_the_same_are_one_gap_named_by_its_middle_and_terms(asked):
    learn.run()
    first, second = Gap.objects.order_by("-rank")
    assert (first.asked, first.askers, first.question in PARROTS) == (3, 3, True)
    assert second.question in DRONES and "parrot" in first.terms and "drone" in " ".join(second.terms)


def test_learning_twice_adds_nothing(asked):
    learn.run(), learn.run()
    Answer.objects.update(learnt_at=None)
    learn.run()
    assert (Question.objects.count(), Gap.objects.count()) == (5, 2)


def test_a_gap_keeps_its_row_when_more_people_ask(asked, channel):
    learn.run()
    before = Gap.objects.get(question__in=PARROTS)
    unknown("Could a parrot sleep in my tent?", talks(channel, "Another"))
    learn.run()
    before.refresh_from_db()
    assert before.asked == 4 and Gap.objects.count() == 2


def test_gaps_of_different_trips_stay_apart(channel):
    for trip in Trip.objects.order_by("pk")[:2]:
        unknown(PARROTS[0], talks(channel, trip.name), entities={"trip": {"id": trip.pk}})
    learn.run()
    assert set(Gap.objects.values_list("trip", flat=True)) == set(
        Trip.objects.order_by("pk").values_list("pk", flat=True)[:2]
    )


def test_more_askers_newer_questions_and_dearer_leads_come_first():
    now = clock.now()
    assert gaps.rank(3, now, 0) > gaps.rank(1, now, 0)
    assert gaps.rank(1, now, 0) > gaps.rank(1, now - timedelta(days=3), 0)
    assert gaps.rank(1, now, 3_000_000) > gaps.rank(1, now, 0)


def test_only_the_newest_open_questions_are_grouped(asked, monkeypatch):
    monkeypatch.setattr(gaps, "MOST", 2)
    learn.run()
    assert Question.objects.filter(gap=None).count() == 3


def test_an_accepted_gap_is_an_faq_that_answers_from_now_on_and_a_case_of_the_suite(asked, asha):
    learn.run()
    gap = Gap.objects.get(question__in=DRONES)
    said = "Yes, a drone may fly outside of the sanctuary."
    faq = deciding.accept(gap, question=DRONES[0], answer=said, user=asha)
    passages.refresh()
    reply = answer(DRONES[0])
    assert said in reply.text and reply.sources[0].id == str(faq.pk)
    [case] = suite.cases(frozenset({"learnt"}))
    assert (case["sources"], case["expect"]) == ([f"faq:{faq.pk}"], "answer")
    assert not Question.objects.filter(gap=gap, open=True).exists()


def test_accepting_twice_makes_one_faq(asked, asha):
    learn.run()
    gap, before = Gap.objects.first(), Faq.objects.count()
    assert deciding.accept(gap, question="Q?", answer="A.", user=asha)
    assert deciding.accept(gap, question="Q?", answer="A.", user=asha) is None
    assert Faq.objects.count() == before + 1
    with pytest.raises(deciding.Refused):
        deciding.accept(gap, question="Q?", answer=" ", user=asha)


def test_what_nobody_touches_expires_and_opens_when_somebody_asks_again(channel):
    unknown(PARROTS[0], talks(channel, "Long ago"), days=30)
    learn.run()
    assert gaps.expire() == 1
    assert Gap.objects.get().state == "expired"
    unknown(PARROTS[1], talks(channel, "Now"))
    learn.run()
    assert (Gap.objects.get().state, Gap.objects.get().askers) == ("open", 2)


def test_a_rejected_gap_stays_rejected_when_it_is_asked_again(asked, asha, channel):
    learn.run()
    gap = Gap.objects.get(question__in=PARROTS)
    assert deciding.reject(gap, user=asha) and not deciding.reject(gap, user=asha)
    unknown("Could a parrot sleep in my tent?", talks(channel, "Another"))
    learn.run()
    gap.refresh_from_db()
    assert (gap.state, gap.asked) == ("rejected", 4)


def test_thumbs_down_teaches_and_taking_it_back_forgets(channel, rohan):
    conversation = talks(channel, "Priya")
    answer = Answer.objects.create(conversation=conversation, question=PRICE, intents=["pricing"], confidence=0.9)
    assert ratings.rate(answer, -1, user=rohan) and not ratings.rate(answer, -1, user=rohan)
    capture.run()
    answer.refresh_from_db()
    assert (answer.rating, answer.rated_by, Question.objects.get().why) == (-1, rohan, "thumbs_down")
    ratings.rate(answer, None, user=rohan)
    answer.refresh_from_db()
    assert (answer.rating, answer.rated_by, answer.rated_at) == (None, None, None)
    assert not Question.objects.exists()


def test_what_is_asked_again_within_ten_minutes_was_not_answered(channel):
    conversation = talks(channel, "Priya")
    for words in (PRICE, "what is the cost of the 7-Day Maharashtra Explorer??"):
        Answer.objects.create(conversation=conversation, question=words, intents=["pricing"], confidence=0.9)
    Answer.objects.create(conversation=conversation, question="Which day is the fort?", intents=["itinerary"])
    capture.run()
    assert list(Question.objects.values_list("why", "text")) == [("asked_again", PRICE)]


def test_a_text_of_the_model_that_failed_is_kept_but_leaves_no_gap(channel):
    rejected = [{"rule": "amount 14999 stands in no fact", "text": "It is ₹14,999."}]
    Answer.objects.create(conversation=talks(channel, "Priya"), question=PRICE, rejected=rejected)
    learn.run()
    assert Question.objects.get().why == "rejected" and not Gap.objects.exists()


def test_asking_for_a_person_is_no_gap(channel):
    handover = {"reason": "human_request", "summary": ""}
    Answer.objects.create(
        conversation=talks(channel, "P"), question="a human please", expect="handover", handover=handover
    )
    capture.run()
    assert not Question.objects.exists()


def edited(rohan, change) -> Suggestion:
    conversation = taken(rohan, PRICE)
    row = suggested(conversation)
    staff.reply(conversation, user=rohan, text=change(row.text))
    edits.run()
    row.refresh_from_db()
    return row


def test_another_price_proposes_an_edit_of_the_trip(rohan, asha):
    row = edited(rohan, lambda text: text.replace("15,000", "16,500"))
    edit = ProposedEdit.objects.get()
    assert row.change == "facts"
    assert (edit.kind, edit.field, edit.current, edit.proposed) == ("trip", "price", "₹15,000", "₹16,500")
    assert Trip.objects.get(pk=1).price == 1_500_000  # nothing happens by itself
    assert deciding.take(edit, user=asha) and not deciding.take(edit, user=asha)
    assert Trip.objects.get(pk=1).price == 1_650_000


def test_a_proposal_about_a_row_that_was_changed_since_is_refused(rohan, asha):
    edited(rohan, lambda text: text.replace("15,000", "16,500"))
    Trip.objects.filter(pk=1).update(price=1_400_000)
    with pytest.raises(deciding.Refused):
        deciding.take(ProposedEdit.objects.get(), user=asha)
    assert ProposedEdit.objects.get().state == "pending"
    assert deciding.decline(ProposedEdit.objects.get(), user=asha)


def test_other_words_are_kept_as_a_sample_of_style(rohan):
    row = edited(rohan, lambda text: f"Hello Priya ji! {text}")
    assert row.change == "words" and not ProposedEdit.objects.exists()
    assert edits.samples() == [row]


def test_a_number_in_a_text_is_replaced_where_it_stands_once():
    row = edits.Proposal("policy", "x", "Refunds", "text", "Cancel 30 days before: 1,500 back, not 15.", "")
    assert edits.text_of(row, "1500", "2000").proposed == "Cancel 30 days before: 2000 back, not 15."
    assert edits.text_of(row, "7", "8") is None


def test_a_case_is_written_once_and_read_by_the_evaluation():
    for _ in range(2):
        regress.add("faq-1", question="Parrots?", language="en", source="faq:1", answer="Up to 2 parrots.")
    [case] = suite.cases(frozenset({"learnt"}))
    assert (case["must"], case["turns"]) == ([["2"]], ["Parrots?"])


def test_answers_before_a_booking_are_marked_and_counted(channel):
    conversation = talks(channel, "Priya")
    Answer.objects.create(conversation=conversation, question=PRICE, intents=["pricing"], style="warm", rating=1)
    other = Answer.objects.create(conversation=talks(channel, "Rahul"), question="x", intents=["pricing"])
    for before, to in (("interested", "qualified"), ("qualified", "won"), ("qualified", "won")):
        record("stage_changed", actor="rule", conversation_id=conversation.pk, **{"from": before, "to": to})
    kinds, by_style = outcomes.figures()
    assert [(one.name, one.answers, one.won, one.good) for one in kinds] == [("pricing", 2, 1, 1)]
    assert {one.name: one.won for one in by_style} == {"warm": 1, "plain": 0}
    other.refresh_from_db()
    assert other.outcome == ""


def test_a_move_that_is_taken_back_takes_the_credit_back(channel):
    conversation = talks(channel, "Priya")
    Answer.objects.create(conversation=conversation, question=PRICE, intents=["pricing"])
    for before, to in (("interested", "qualified"), ("qualified", "interested")):
        record("stage_changed", actor="rule", conversation_id=conversation.pk, **{"from": before, "to": to})
    assert Answer.objects.get().outcome == ""


def test_the_figures_are_one_query(channel, django_assert_num_queries):
    for n in range(3):
        Answer.objects.create(conversation=talks(channel, f"P{n}"), question="x", intents=[f"kind{n}"])
    with django_assert_num_queries(1):
        outcomes.figures()
