"""The Automation pages: what they show, who may change what, and that odd input comes back as a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.automation import carry_out, modes
from cairn.automation.models import Enrolment, Rule, RuleRun, Sequence, TransitionMode
from cairn.automation.sequences import edit, enrol
from cairn.automation.sequences.edit import StepIdea
from cairn.automation.transitions import Mode, Trigger
from cairn.journal.models import Event
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.automation.test_undo import says as writes
from tests.automation.test_undo import understood
from tests.conftest import person
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def lead(demo, priya) -> Lead:
    return priya.leads.get()


@pytest.fixture
def sequence(demo) -> Sequence:
    made = Sequence.objects.create(slug="nudge", name="Nudge", about="Whoever waits")
    return edit.write(made, [StepIdea(minutes=120, text="Hi {name}")])


def a_rule(**more: object) -> Rule:
    actions = [{"kind": "tag", "tag": "hot"}]
    return Rule.objects.create(**{"name": "Discount", "event": "message_received", "actions": actions, **more})


PAGES = ["/automation", "/automation/moves", "/automation/did", "/automation/sequences", "/automation/sequences/list", "/automation/rules", "/automation/rules/list"]  # fmt: skip


def test_every_page_and_every_act_sends_strangers_to_the_door(client, lead, sequence):
    rule = a_rule()
    row = enrol.start(lead, sequence, replace=False)
    more = [f"/automation/sequences/{sequence.pk}", f"/automation/sequences/{sequence.pk}/in", f"/automation/rules/{rule.pk}", f"/automation/rules/{rule.pk}/log"]  # fmt: skip
    for address in [*PAGES, *more, "/automation/rules/new"]:
        assert client.get(address).status_code == 302, address
    for address in acts(lead, sequence, rule, row):
        assert client.post(address).status_code == 302, address


def acts(lead, sequence, rule, row) -> list[str]:
    return [
        "/automation/moves/pricing_asked", "/automation/pause", "/automation/sequences/new",
        f"/automation/sequences/{sequence.pk}", f"/automation/sequences/{sequence.pk}/active",
        f"/automation/enrolments/{row.pk}/stop", f"/automation/enrolments/{row.pk}/resume",
        f"/leads/{lead.pk}/sequence", f"/leads/{lead.pk}/payment", "/automation/rules/new", "/automation/rules/rehearse",
        f"/automation/rules/{rule.pk}", f"/automation/rules/{rule.pk}/active", f"/automation/rules/{rule.pk}/delete",
    ]  # fmt: skip


def test_viewers_read_and_change_nothing_and_agents_change_no_automation(lead, sequence, vera, rohan):
    rule = a_rule()
    row = enrol.start(lead, sequence, replace=False)
    for address in PAGES:
        page(signed_in(vera), address)
    for address in acts(lead, sequence, rule, row):
        assert signed_in(vera).post(address).status_code == 403, address
        allowed = "/enrolments/" in address or address.startswith("/leads/")
        assert (signed_in(rohan).post(address).status_code == 403) is not allowed, address
    assert (Rule.objects.count(), TransitionMode.objects.count()) == (1, 0)


def test_a_manager_may_change_the_automation(demo):
    manager = signed_in(person("mira@trekandstay.test", "Mira", "manager"))
    answer = manager.post("/automation/moves/pricing_asked", {"mode": "suggest"}, headers=LIVE)
    assert (answer.status_code, modes.stored()) == (204, {"pricing_asked": Mode.SUGGEST})
    assert manager.post("/automation/moves/pricing_asked", {"mode": "off"}).status_code == 302
    assert modes.stored() == {"pricing_asked": Mode.OFF}


@pytest.mark.parametrize(("rule", "mode"), [("nothing", "do"), ("pricing_asked", "maybe"), ("pricing_asked", "")])
def test_a_transition_or_mode_that_there_is_not_is_404(at_desk, rule, mode):
    assert at_desk.post(f"/automation/moves/{rule}", {"mode": mode}).status_code == 404


def test_what_is_chosen_counts_at_the_next_message(at_desk, lead):
    at_desk.post("/automation/moves/pricing_asked", {"mode": "off"})
    at_desk.post("/automation/moves/trip_asked", {"mode": "off"})
    carry_out.react(lead, understood("pricing"), writes(lead))
    assert Lead.objects.get().stage == "inquiry"
    at_desk.post("/automation/moves/pricing_asked", {"mode": "suggest"})
    carry_out.react(lead, understood("pricing"), writes(lead))
    assert Event.objects.get(type="stage_suggested").data["to"] == "interested"
    at_desk.post("/automation/moves/pricing_asked", {"mode": "do"})
    carry_out.react(lead, understood("pricing"), writes(lead))
    assert Lead.objects.get().stage == "interested"


def test_pause_all_only_suggests_from_now_on(at_desk, lead):
    at_desk.post("/automation/moves/pricing_asked", {"mode": "off"})
    at_desk.post("/automation/pause", headers=LIVE)
    chosen = modes.stored()
    assert chosen["pricing_asked"] is Mode.OFF
    assert all(mode is not Mode.DO for mode in chosen.values()) and len(chosen) == len(Trigger) - 1


def test_the_table_tells_what_it_did_and_can_be_undone_from_there(at_desk, lead):
    carry_out.react(lead, understood("pricing"), writes(lead, "How much is <b>it</b>?"))
    text = page(at_desk, "/automation")
    assert "moved leads 1 time and suggested 0 moves" in text
    assert "Priya Nair" in text and f"/inbox/{lead.conversation_id}" in text and "90% sure" in text
    assert "How much is &lt;b&gt;it&lt;/b&gt;?" in text
    moved = Event.objects.get(type="stage_changed")
    assert at_desk.post(f"/moves/{moved.pk}/undo", headers=LIVE).status_code == 204
    text = page(at_desk, "/automation")
    assert "People undid 1 and refused 0" in text and "undone by Asha Kulkarni" in text


def test_a_suggestion_can_be_refused_once_and_no_longer_asks(at_desk, lead):
    carry_out.happened(lead, Trigger.SILENCE)
    suggested = Event.objects.get(type="stage_suggested")
    assert "Not now" in page(at_desk, "/automation/did")
    assert at_desk.post(f"/moves/{suggested.pk}/decline", headers=LIVE).status_code == 204
    assert "Not now" not in page(at_desk, "/automation/did")
    assert "refused 1" in page(at_desk, "/automation")
    at_desk.post(f"/moves/{suggested.pk}/accept", headers=LIVE)
    assert Lead.objects.get().stage == "inquiry"


def test_the_pages_cost_the_same_however_much_happened(at_desk, channel, lead, sequence, django_assert_num_queries):
    from tests.dashboard.conftest import talks

    def cost(address: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(at_desk, address)
        return len(seen)

    rule = a_rule()
    addresses = [*PAGES, f"/automation/sequences/{sequence.pk}", f"/automation/rules/{rule.pk}"]
    page(at_desk, "/automation")
    before = {address: cost(address) for address in addresses}
    for number in range(4):
        other = talks(channel, f"Customer {number}").leads.get()
        carry_out.react(other, understood("pricing"), writes(other, "Price?"))
        enrol.start(other, sequence, replace=False)
        RuleRun.objects.create(rule=rule, event=number, lead=other, outcome="did", lines=["tag"])
    for address in addresses:
        assert cost(address) <= before[address] + 3, address
    assert before["/automation"] <= 16


def test_a_sequence_is_made_written_and_switched_on(at_desk):
    answer = at_desk.post("/automation/sequences/new", {"name": "After a trip"})
    made = Sequence.objects.get()
    assert answer["Location"] == f"/automation/sequences/{made.pk}" and not made.active
    assert at_desk.post(f"/automation/sequences/{made.pk}/active", {"active": "on"}).status_code == 422
    steps = {
        "name": "After a trip", "about": "Guests", "step-0-anchor": "after", "step-0-number": "2", "step-0-unit": "d",
        "step-0-condition": "", "step-0-text": "How was it, {name}?\r\nTell us.", "step-0-template": "", "step-0-values": "",
        "step-1-anchor": "window", "step-1-number": "", "step-1-unit": "h", "step-1-text": "", "step-1-template": "",
    }  # fmt: skip
    assert at_desk.post(f"/automation/sequences/{made.pk}", steps).status_code == 302
    step = made.steps.get()
    assert (step.minutes, step.text, step.anchor) == (2880, "How was it, {name}?\nTell us.", "after")
    at_desk.post(f"/automation/sequences/{made.pk}/active", {"active": "on"}, headers=LIVE)
    made.refresh_from_db()
    assert made.active and made.about == "Guests"
    assert "How was it, {name}?" in page(at_desk, f"/automation/sequences/{made.pk}")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("step-0-text", "{nope}", "no {nope}"),
        ("step-0-text", "", "at least one step"),
        ("step-0-number", "99999999999", ""),
        ("step-0-number", "-1", ""),
        ("step-0-anchor", "<x>", ""),
        ("step-0-condition", "'; drop", ""),
    ],
)
def test_odd_steps_come_back_as_a_sentence_with_what_was_typed(at_desk, sequence, field, value, says):
    posted = {"name": "Nudge", "step-0-anchor": "after", "step-0-number": "1", "step-0-unit": "h", "step-0-text": "Hello", field: value}  # fmt: skip
    answer = at_desk.post(f"/automation/sequences/{sequence.pk}", posted)
    assert answer.status_code == (422 if says else 302)
    if says:
        assert says in answer.content.decode() and sequence.steps.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "Nudge", "***"])
def test_a_sequence_needs_a_name_of_its_own(at_desk, sequence, name):
    assert at_desk.post("/automation/sequences/new", {"name": name}).status_code == 422


def test_a_lead_is_put_in_and_taken_out_by_hand(at_desk, lead, sequence):
    Sequence.objects.create(slug="off", name="Off", active=False)
    text = page(at_desk, f"/inbox/{lead.conversation_id}/lead")
    assert "Nudge" in text and ">Off<" not in text
    assert at_desk.post(f"/leads/{lead.pk}/sequence", {"sequence": sequence.pk}, headers=LIVE).status_code == 204
    row = Enrolment.objects.get()
    assert "In sequence" in page(at_desk, f"/inbox/{lead.conversation_id}/lead")
    again = at_desk.post(f"/leads/{lead.pk}/sequence", {"sequence": sequence.pk}, headers=LIVE)
    assert (again.status_code, again.content.decode()) == (422, "This lead is in “Nudge” already.")
    assert "Priya Nair" in page(at_desk, f"/automation/sequences/{sequence.pk}/in")
    at_desk.post(f"/automation/enrolments/{row.pk}/stop", headers=LIVE)
    row.refresh_from_db()
    assert (row.state, row.why) == ("stopped", "Asha Kulkarni stopped it")
    for chosen in ("", "0", "x", "9" * 30):
        assert at_desk.post(f"/leads/{lead.pk}/sequence", {"sequence": chosen}).status_code == 404


def test_payment_received_wins_the_lead_once(at_desk, lead):
    for _ in range(2):
        posted = {"amount": "2,000", "reference": "UTR 77"}
        assert at_desk.post(f"/leads/{lead.pk}/payment", posted, headers=LIVE).status_code == 204
    event = Event.objects.get(type="payment_received")
    assert (event.data["amount"], event.data["reference"], event.actor) == (200_000, "UTR 77", "staff")
    assert Lead.objects.get().stage == "won"
    assert "Payment received</summary>" not in page(at_desk, f"/inbox/{lead.conversation_id}/lead")


@pytest.mark.parametrize("amount", ["two", "-5", "1e99", "NaN", "0", "Infinity"])
def test_an_amount_that_is_none_is_refused_in_words(at_desk, lead, amount):
    answer = at_desk.post(f"/leads/{lead.pk}/payment", {"amount": amount}, headers=LIVE)
    assert answer.status_code == 422 and "number of rupees" in answer.content.decode()
    assert Lead.objects.get().stage == "inquiry"


RULE = {"name": "Discount", "event": "message_received", "who": ["customer"], "words": "discount, सूट", "do_tag": "haggles"}  # fmt: skip


def test_a_rule_is_written_by_form_and_comes_back_into_it(at_desk, asha, sequence):
    more = {"time_from": "09:00", "time_until": "18:00", "owned": "nobody", "do_task": "Call {name}", "do_task_type": "call",
            "do_task_hours": "4", "do_assign": asha.pk, "do_sequence": sequence.pk, "do_webhook": "https://example.org/x"}  # fmt: skip
    assert at_desk.post("/automation/rules/new", RULE | more).status_code == 302
    rule = Rule.objects.get()
    assert rule.conditions == {
        "who": ["customer"],
        "words": ["discount", "सूट"],
        "owner": "nobody",
        "between": ["09:00:00", "18:00:00"],
    }
    assert [action["kind"] for action in rule.actions] == ["task", "tag", "assign", "sequence", "webhook"]
    text = page(at_desk, f"/automation/rules/{rule.pk}")
    assert 'value="discount, सूट"' in text and 'value="09:00"' in text and 'value="Call {name}"' in text
    at_desk.post(f"/automation/rules/{rule.pk}", RULE | {"do_tag": "other"})
    rule.refresh_from_db()
    assert rule.actions == [{"kind": "tag", "tag": "other"}]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Give the rule a name"),
        ({"do_tag": ""}, "at least one thing"),
        ({"do_webhook": "https://127.0.0.1/"}, "inner network"),
        ({"do_notify": "{nope}"}, "no {nope}"),
        ({"time_from": "09:00"}, "both times"),
        ({"event": "nothing"}, "nothing"),
        ({"do_stage": "won"}, "won"),
    ],
)
def test_a_rule_that_could_not_work_is_refused_in_words(at_desk, demo, change, says):
    answer = at_desk.post("/automation/rules/new", RULE | change)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not Rule.objects.exists()


def test_two_rules_of_one_name_are_refused(at_desk, demo):
    a_rule()
    assert "already" in at_desk.post("/automation/rules/new", RULE).content.decode()


def test_the_dry_run_says_whom_it_would_touch(at_desk, lead):
    message = writes(lead, "Any discount?")
    Event.objects.create(type="message_received", at=clock.now() - timedelta(days=2), actor="customer", lead_id=lead.pk, message_id=message.pk)  # fmt: skip
    text = at_desk.post("/automation/rules/rehearse", RULE, headers=LIVE).content.decode()
    assert "acted <b>1</b> time, on 1 lead" in text and "Priya Nair" in text
    assert not Rule.objects.exists() and not RuleRun.objects.exists()
    assert "Give the rule a name" in at_desk.post("/automation/rules/rehearse", RULE | {"name": ""}).content.decode()


def test_a_stopped_rule_says_why_and_starts_anew_when_switched_on(at_desk, demo):
    rule = a_rule(active=False, failures=5, stopped_why="It failed 5 times in a row.")
    assert "Stopped. It failed 5 times" in page(at_desk, "/automation/rules")
    at_desk.post(f"/automation/rules/{rule.pk}/active", {"active": "on"}, headers=LIVE)
    rule.refresh_from_db()
    assert (rule.active, rule.failures, rule.stopped_why) == (True, 0, "")
    at_desk.post(f"/automation/rules/{rule.pk}/delete")
    assert not Rule.objects.exists()


def test_what_is_not_there_is_404(at_desk, demo):
    for address in ["/automation/sequences/99", "/automation/rules/99", "/automation/rules/99/log"]:
        assert at_desk.get(address).status_code == 404
    for address in ["/automation/enrolments/99/stop", "/leads/99/payment", "/moves/99/decline"]:
        assert at_desk.post(address).status_code == 404
