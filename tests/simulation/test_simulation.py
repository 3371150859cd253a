"""Whatever happens, in whatever order, and whoever dies meanwhile: what Cairn promises holds.

`make simulate` runs for SECONDS_AT_MOST, at most SEQUENCES of them; SEED=7 runs other ones. A failure prints its steps and
the number that repeats it.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cairn.accounts.models import Firm
from cairn.automation.models import Sequence
from cairn.automation.sequences import load
from tests.simulation import meta
from tests.simulation.meta import WEATHER, Person
from tests.simulation.world import WORDS, World, world

SEQUENCES = int(os.environ.get("SEQUENCES", "8"))
SECONDS_AT_MOST = float(os.environ.get("SECONDS_AT_MOST", "inf"))
SEED = int(os.environ.get("SEED", "1"))
STEPS = int(os.environ.get("STEPS", "25"))
SHRINK = bool(os.environ.get("SHRINK"))  # look for a shorter story of a failure; up to five minutes
SURVEY = bool(os.environ.get("SURVEY"))  # go on after a failure
CHUNK = int(os.environ.get("CHUNK", "500"))
small = st.integers(0, 3)
forms = st.sampled_from(["both", "both", "phone", "user"])
words = st.sampled_from([*WORDS, "pricing", "STOP", "START"])
far = st.sampled_from([0, 1, 1, 2, 3, 5, 10_000])
ACTS = ["reply", "reply", "plan", "on", "on", "off", "paused", "move", "task", "again", "sequence"]
JOBS = ["file", "file", "converse", "converse", "deliver", "deliver", "automate", "sweep"]


class Desk(RuleBasedStateMachine):
    """One world. Each rule is one thing that happens."""

    done = 0

    @initialize()
    def begins(self) -> None:
        self.handed_on: list[str] = []  # phones that somebody else may get
        self.opened = world()
        self.world: World = self.opened.__enter__()
        self.changed(self.world.patch)
        self.sequence = Sequence.objects.get(slug="after-quote")

    def changed(self, patch: pytest.MonkeyPatch) -> None:
        """Where mutants.py takes a guard out."""

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.comes_to_rest()
            self.world.truths.after_each_step()
            self.world.truths.at_rest()
            type(self).done += 1
        finally:
            self.opened.__exit__(None, None, None)

    def who(self, which: int) -> Person:
        people = self.world.people
        return people[which] if which < len(people) else self.world.somebody_new()

    def arrives(self, parts: list, keep: bool) -> None:
        body = meta.envelope(*(value for value, _ in parts))
        said = [one for _, one in parts if one]
        if keep:
            self.world.kept_back.append((body, said))
        else:
            self.world.post(body, said)

    @rule(who=small, words=words, form=forms, keep=st.booleans(), twice=st.booleans())
    def customer_writes(self, who: int, words: str, form: str, keep: bool, twice: bool) -> None:
        self.arrives([self.world.says(self.who(who), words, form)], keep and twice)
        if twice and not keep:
            self.world.post(self.world.posted[-1], [])

    @rule(who=st.lists(small, min_size=2, max_size=4), words=words, form=forms)
    def several_come_in_one_body(self, who: list[int], words: str, form: str) -> None:
        self.arrives([self.world.says(self.who(one), words, form) for one in who], False)

    @rule(who=small, form=forms, count=st.integers(2, 4), together=st.booleans())
    def customer_sends_an_album(self, who: int, form: str, count: int, together: bool) -> None:
        parts = self.world.shows(self.who(who), form, count)
        for some in [parts] if together else [[part] for part in parts]:
            self.arrives(some, False)

    @rule(who=small, kind=st.sampled_from(["edit", "revoke", "reaction"]), which=small, keep=st.booleans())
    def customer_amends(self, who: int, kind: str, which: int, keep: bool) -> None:
        someone = self.who(who)
        if someone.said:
            target = someone.said[-1 - which % len(someone.said)]
            self.arrives([(self.world.amends(someone, kind, target), None)], keep)

    @rule(who=small)
    def customer_changes_number(self, who: int) -> None:
        someone = self.who(who)
        if "both" in someone.told:
            old = someone.phone
            self.arrives([(self.world.changes_number(someone), None)], False)
            self.handed_on.append(old)

    @precondition(lambda self: self.handed_on)
    @rule(words=words)
    def the_old_number_has_a_new_owner(self, words: str) -> None:
        stranger = self.world.somebody_new()
        stranger.phone = self.handed_on.pop()
        self.arrives([self.world.says(stranger, words, "both")], False)

    @rule(which=small)
    def what_was_kept_back_comes(self, which: int) -> None:
        self.world.post_what_was_kept(which)

    @rule(which=st.integers(0, 20))
    def the_same_again(self, which: int) -> None:
        if self.world.posted:
            self.world.post(self.world.posted[which % len(self.world.posted)], [])

    @rule(days=st.lists(st.sampled_from(WEATHER), min_size=1, max_size=4))
    def weather_at_whatsapp(self, days: list[str]) -> None:
        self.world.graph.weather += days

    @rule(which=small, kinds=st.lists(st.sampled_from(["sent", "delivered", "read", "failed"]), min_size=1, max_size=3), signed=st.booleans())  # fmt: skip
    def receipts_come(self, which: int, kinds: list[str], signed: bool) -> None:
        taken = self.world.graph.taken
        if taken:
            one = taken[-1 - which % len(taken)]
            now = self.world.time.now
            self.arrives([(meta.receipt(one, kind, now, signed=signed), None) for kind in kinds], False)

    @rule(which=small, act=st.sampled_from(ACTS), more=small)
    def person_acts(self, which: int, act: str, more: int) -> None:
        world, talk = self.world, self.world.talk(which)
        if talk is None:
            return
        match act:
            case "reply":
                world.person_replies(talk, f"key-{more}", f"Hello from Asha {more}")
            case "plan":
                world.person_plans(talk, (1, 1, 60, 1500)[more])
            case "on" | "off" | "paused":
                world.person_switches(talk, act)
            case "move":
                world.person_moves(which, ("contacted", "qualified", "won", "lost")[more])
            case "task":
                world.person_does_a_task(which)
            case "again":
                world.person_sends_again(which)
            case "sequence":
                world.person_starts_a_sequence(which, self.sequence)

    @rule(one=small, other=small)
    def person_merges_two(self, one: int, other: int) -> None:
        first, second = self.world.talk(one), self.world.talk(other)
        if first and second:
            self.world.person_merges(first, second)

    @rule(kind=st.sampled_from(JOBS), which=small, steps=far)
    def a_worker_begins(self, kind: str, which: int, steps: int) -> None:
        talk = self.world.talk(which)
        if kind in ("converse", "deliver") and talk is None:
            kind = "file"
        self.world.job(kind, talk.pk if talk else None).goes_on(steps)

    @rule(which=small, steps=far)
    def a_worker_goes_on(self, which: int, steps: int) -> None:
        if working := [worker for worker in self.world.crew.workers if not worker.done]:
            working[which % len(working)].goes_on(steps)

    @rule(which=small, inside=st.one_of(st.none(), st.integers(0, 8)))
    def a_worker_dies(self, which: int, inside: int | None) -> None:
        if working := [worker for worker in self.world.crew.workers if not worker.done]:
            working[which % len(working)].dies(inside=inside)

    @rule()
    def workers_do_what_was_asked(self) -> None:
        self.world.run_jobs()

    @rule(seconds=st.sampled_from([1, 3, 3, 11, 61, 130, 3600, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.world.time.passes(timedelta(seconds=seconds))

    @rule(minutes=st.integers(-10, 10))
    def the_clock_steps(self, minutes: int) -> None:
        self.world.time.wrong = timedelta(minutes=minutes)

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "world"):
            self.world.truths.after_each_step()


def prepare() -> None:
    load.load_demo()
    Firm.objects.update(quiet_from="00:00", quiet_until="00:00")


def run(machine: type[RuleBasedStateMachine], *, sequences: int, number: int) -> None:
    phases = (Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,)
    how = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        print_blob=True,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=how)


# Every world rolls itself back. With a transaction of the test around them nothing could be vacuumed meanwhile.
@pytest.mark.django_db(transaction=True)
def test_whatever_happens_the_promises_hold(demo):
    prepare()
    began, broken = time.monotonic(), []
    for chunk in range(-(-SEQUENCES // CHUNK)):
        if time.monotonic() - began > SECONDS_AT_MOST:
            break
        try:
            run(Desk, sequences=min(CHUNK, SEQUENCES - chunk * CHUNK), number=SEED + chunk)
        except Exception as error:
            if not SURVEY:
                raise
            broken.append(
                f"{type(error).__name__}: {error}; repeat it with make simulate SEED={SEED + chunk} SEQUENCES={CHUNK}"
            )
            print(broken[-1], *getattr(error, "__notes__", []), sep="\n")
        print(
            f"seed {SEED + chunk}: {Desk.done} sequences in {time.monotonic() - began:.0f} s, {len(broken)} broken",
            flush=True,
        )
    assert not broken
