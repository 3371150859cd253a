"""`cairn evaluate`: how well the assistant answers, before content or prompts go live."""

from __future__ import annotations

from typing import Any

import click

from cairn.assistant.evaluation import run, suite, table
from cairn.assistant.evaluation.known import Rows


def evaluate(*, kinds: str, least: float, show: int) -> None:
    """Print the table and what changed; exit code 1 below `least` (percent passed) or when something wrong was said."""
    try:
        cases = suite.cases(frozenset(filter(None, kinds.split(","))))
    except suite.Unreadable as error:
        raise click.ClickException(str(error)) from error
    if not cases:
        raise click.ClickException(f"There is no case of the kind {kinds}.")
    rows = asked(cases)
    for line in table.report(rows, show):
        click.echo(line)
    tell_changes(*run.changes(rows))
    wrong = [row["id"] for row in rows if row.get("wrong")]
    passed = 100 * sum(bool(row["passed"]) for row in rows) / len(rows)
    click.echo(
        f"\n{passed:.1f} % of {len(rows)} cases pass, at least {least:g} % are wanted. Wrong statements: {len(wrong)}."
    )
    if passed < least or wrong:
        raise SystemExit(1)


def asked(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with click.progressbar(run.all_of(cases, Rows()), length=len(cases), label="Asking") as going:
        return list(going)


def tell_changes(worse: list[str], better: list[str]) -> None:
    if worse:
        click.echo(f"\nWorse than in the last run: {', '.join(worse[:20])}")
    if better:
        click.echo(f"\nBetter than in the last run: {', '.join(better[:20])}")
