"""Events that a rule waits for, after their commit: each looked at once, by any number of workers.

The database wrote a row for each (`News`), in the transaction of the Event. Taking it, doing the actions and noting the run
are one transaction, so a worker that dies half-way leaves all as it was.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F

from cairn.accounts.models import Firm
from cairn.automation.models import News, Rule, RuleRun
from cairn.automation.rules.facts import Case, cases
from cairn.automation.rules.match import matches
from cairn.automation.rules.perform import mark, perform
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import record, together
from cairn.lib import clock, live, logs

log = logs.logger("rules")
MOST = 2_000  # in one run, so that others get their turn
DEEPEST = 3  # rules that set each other off
PER_HOUR = 20  # times that one rule may act on one lead in an hour
IN_A_ROW = 5  # failures
TRIES = 3  # how often a worker may die over one Event


def drain() -> int:
    """Deal with what waits. Returns how many Events were looked at."""
    done = 0
    for pk in list(News.objects.order_by("pk").values_list("pk", flat=True)[:MOST]):
        News.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
        done += look(pk)
    return done


def look(pk: int) -> bool:
    """One Event, and all rules that listen to it. False when another worker has it."""
    with transaction.atomic(), together():
        news = News.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if news is None:
            return False
        event = Event.objects.filter(pk=news.event).first()
        if event and news.attempts <= TRIES:
            consider(event, news.depth)
        news.delete()
    return True


def consider(event: Event, depth: int) -> None:
    """In the order in which the rules were made. A later one sees what an earlier one did."""
    firm = Firm.current()
    for rule in Rule.objects.filter(active=True, event=event.type).order_by("pk"):
        case = cases([event], firm)[0]
        if case.lead and case.known and matches(rule.conditions, case.known):
            meet(rule, case, depth)


def meet(rule: Rule, case: Case, depth: int) -> None:
    """Act once for this Event, or stop a rule that runs in circles."""
    if RuleRun.objects.filter(rule=rule, event=case.event.pk).exists():
        return None
    if why := circles(rule, case, depth):
        note(rule, case, RuleRun.Outcome.STOPPED, [why])
        return halt(rule, why)
    try:
        # Its own Events are written before the depth is put back, and not at all when an action fails.
        with transaction.atomic(), together():
            deeper(depth + 1)
            Conversation.objects.select_for_update().get(pk=case.lead.conversation_id)  # type: ignore[union-attr]
            lines = perform(rule, case)
            note(rule, case, RuleRun.Outcome.DID, lines)
        Rule.objects.filter(pk=rule.pk, failures__gt=0).update(failures=0)
    except Exception as error:
        failed(rule, case, error)
    finally:
        deeper(depth)


def circles(rule: Rule, case: Case, depth: int) -> str:
    if depth >= DEEPEST:
        return f"It was set off by rules that set each other off, {depth} in a row."
    hour = clock.now() - timedelta(hours=1)
    if RuleRun.objects.filter(rule=rule, lead=case.lead, at__gt=hour).count() >= PER_HOUR:
        return f"It acted on one lead more than {PER_HOUR} times within an hour."
    return ""


def failed(rule: Rule, case: Case, error: Exception) -> None:
    log.warning("rule failed", rule=rule.pk, about=case.event.pk, error=type(error).__name__)
    words = str(error)[:200] if type(error).__module__.startswith("cairn.") else type(error).__name__
    note(rule, case, RuleRun.Outcome.FAILED, [words or type(error).__name__])
    Rule.objects.filter(pk=rule.pk).update(failures=F("failures") + 1)
    if Rule.objects.get(pk=rule.pk).failures >= IN_A_ROW:
        halt(rule, f"It failed {IN_A_ROW} times in a row, the last time with: {words}")


def halt(rule: Rule, why: str) -> None:
    """Switch the rule off and tell the team why."""
    if Rule.objects.filter(pk=rule.pk, active=True).update(active=False, stopped_why=why[:200]):
        record("notification", actor="system", why=f"The rule “{rule.name}” was stopped. {why}", rule=mark(rule))


def note(rule: Rule, case: Case, outcome: RuleRun.Outcome, lines: list[str]) -> None:
    RuleRun.objects.create(rule=rule, event=case.event.pk, lead=case.lead, outcome=outcome, lines=lines)
    live.announce("automation")


def deeper(depth: int) -> None:
    """The Events of the rest of this transaction stand so many rules away from what a person did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.depth', %s, true)", [str(depth)])
