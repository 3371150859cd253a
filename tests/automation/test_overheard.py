"""What a customer says while a person has the conversation, or while the assistant is switched off."""

from __future__ import annotations

import pytest

from cairn.accounts.models import Firm
from cairn.automation import carry_out, modes, staff
from cairn.automation.models import Enrolment
from cairn.automation.sequences import load
from cairn.conversations.models import Conversation
from cairn.conversations.ownership import set_assistant
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.automation.test_undo import a_lead, says

pytestmark = pytest.mark.django_db
PRICE = "What does the 7-Day Maharashtra Explorer cost?"


def said(lead: Lead) -> list[str]:
    return list(lead.conversation.messages.filter(author="rule").order_by("pk").values_list("text", flat=True))


def test_a_lead_moves_on_while_a_person_has_the_conversation(talk, asha):
    load.load_demo()
    lead = talk("Hi")
    staff.reply(lead.conversation, text="Hello, this is Asha.", user=asha)
    lead = talk("Yes, I want to book the 7-Day Maharashtra Explorer! How do I proceed?")
    assert (lead.stage, lead.trip.name) == ("qualified", "7-Day Maharashtra Explorer")
    assert Task.objects.open().filter(lead=lead, type="booking").exists()
    # A person is at it: nothing is said by itself.
    assert said(lead) == [] and not Enrolment.objects.exists()
    lead.conversation.refresh_from_db()
    assert lead.conversation.needs_person_why.startswith("Hot lead")


def test_where_the_assistant_is_off_the_rules_say_nothing_until_the_firm_wants_it(talk, asha):
    lead = talk("Hi")
    set_assistant(lead.conversation, state="off", user=asha)
    lead = talk(PRICE)
    assert (lead.stage, said(lead)) == ("interested", [])


def test_where_the_firm_wants_it_the_facts_are_sent_once(talk, asha):
    modes.choose(modes.SPEAK, "do", user=asha)
    lead = talk("Hi")
    set_assistant(lead.conversation, state="off", user=asha)
    lead = talk(PRICE)
    assert len(said(lead)) == 1 and "₹15,000" in said(lead)[0] and "₹2,000" in said(lead)[0]


def test_somebody_new_is_welcomed_once(demo, channel, asha):
    modes.choose(modes.SPEAK, "do", user=asha)
    lead = a_lead(channel)
    Conversation.objects.update(last_inbound_at=clock.now())
    for words in ("Hi", "Anybody there?"):
        carry_out.overhear(Lead.objects.get(pk=lead.pk), words, says(lead, words), silent=True)
    assert len(said(lead)) == 1 and said(lead)[0].startswith("Hello Meera")
    assert Firm.current().name in said(lead)[0]


def test_a_quote_in_a_persons_words_moves_the_lead_and_a_doubtful_one_is_suggested(talk, asha):
    lead = talk(PRICE)
    staff.reply(lead.conversation, text="The trek is ₹15,000", user=asha)
    assert Lead.objects.get(pk=lead.pk).stage == "interested"
    assert Event.objects.get(type="stage_suggested").data["to"] == "proposal"
    staff.reply(lead.conversation, text="In total ₹30,000 for 2 people, advance ₹4,000.", user=asha)
    lead.refresh_from_db()
    assert lead.stage == "proposal"
    moved = Event.objects.filter(type="stage_changed").last()
    assert (moved.data["rule"], moved.data["reason"]) == ("quote_sent", "Asha Kulkarni sent a quote")
