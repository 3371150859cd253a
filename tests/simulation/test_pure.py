"""Rules without rows, a great many times: SEQUENCES=100000 for as many."""

from __future__ import annotations

import os
import random
from datetime import timedelta

from cairn.channels.whatsapp.outcomes import Accepted, Answer, Refused, Unknown, outcome
from cairn.conversations.models import Message
from cairn.conversations.receipts import MEANS, RANK
from cairn.conversations.window import Facts, Mode, decide
from tests.simulation.timing import BEGINNING

TIMES = int(os.environ.get("SEQUENCES", "5000"))
DICE = random.Random(int(os.environ.get("SEED", "1")))
HOURS = (None, -200, -80, -24.001, -24, -23.999, -1, 0, 0.05, 0.2, 30)


def moment() -> object:
    hours = DICE.choice(HOURS)
    return None if hours is None else BEGINNING + timedelta(hours=hours)


def test_free_text_goes_within_a_day_of_the_customers_words_and_never_into_silence():
    for _ in range(TIMES):
        known = Facts(moment(), moment(), moment(), moment(), DICE.choice(["", "paused"]))  # type: ignore[arg-type]
        found = decide(known, BEGINNING)
        heard, out = known.last_inbound_at, known.opted_out_at
        recent = heard is not None and BEGINNING - timedelta(hours=24) < heard <= BEGINNING + timedelta(minutes=5)
        assert not found.free_text or recent, known
        assert out is None or found.mode is Mode.NOTHING or (recent and min(heard, BEGINNING) > out), known
        assert not (found.marketing and (out or known.marketing_stopped_at)), known


def test_receipts_come_to_the_same_end_in_any_order_and_never_go_back():
    kinds = list(MEANS.values())
    for _ in range(TIMES):
        told = DICE.choices(kinds, k=DICE.randint(1, 6))
        ends = set()
        for order in (told, DICE.sample(told, len(told)), [*told, *told]):
            status = Message.Status.ACCEPTED
            for news in order:
                status = max(status, news, key=lambda one: RANK[one])
            ends.add(status)
        assert len(ends) == 1, told


def test_only_what_surely_was_not_taken_may_go_again():
    """A success is believed only with its id; what Graph leaves open is never a refusal."""
    for _ in range(TIMES):
        status = DICE.choice([200, 201, 302, 400, 401, 403, 404, 429, 500, 502, 503, 504])
        code = DICE.choice([None, 0, 1, 2, 4, 100, 190, 130429, 131000, 131016, 131026, 131047, 131056, 999999])
        body = DICE.choice([None, [], "x", {}, {"messages": []}, {"messages": [{"id": "wamid.X"}]}])
        if code is not None and isinstance(body, dict):
            body = {**body, "error": {"code": code, "message": "no"}}
        found = outcome(Answer(status, body, None))
        failed = isinstance(body, dict) and "error" in body
        assert isinstance(found, Accepted) == (status == 200 and not failed and bool((body or {}) and isinstance(body, dict) and body.get("messages")))  # fmt: skip
        assert failed or not isinstance(found, Refused)
        assert not (status >= 500 and not failed) or isinstance(found, Unknown)
