"""`cairn doctor`: every check of every number as a table, or as JSON. Exit code 1 when something is wrong."""

from __future__ import annotations

import json
import sys

import click

from cairn.channels.doctor.examine import examine, remember
from cairn.channels.doctor.finding import Finding, State
from cairn.conversations.models import Channel

MARKS = {
    State.GOOD: ("ok", "green"),
    State.WARN: ("look", "yellow"),
    State.BAD: ("WRONG", "red"),
    State.UNKNOWN: ("?", "cyan"),
}


def doctor(*, as_json: bool, number: str) -> None:
    """Print what is found as it is found. Ends the process with 1 when a number is missing or something is wrong."""
    rows = Channel.objects.filter(kind=Channel.Kind.WHATSAPP).order_by("pk")
    channels = list(rows.filter(number=number) if number else rows)
    if not channels:
        click.echo(
            "There is no such number." if number else "There is no WhatsApp number yet. Run: cairn migrate", err=True
        )
        sys.exit(1)
    found = {channel: looked_at(channel, quiet=as_json) for channel in channels}
    if as_json:
        click.echo(json.dumps([told(channel, findings) for channel, findings in found.items()], indent=1))
    sys.exit(any(finding.state is State.BAD for findings in found.values() for finding in findings))


def looked_at(channel: Channel, *, quiet: bool) -> list[Finding]:
    if not quiet:
        click.secho(f"{channel} ({channel.number})", bold=True)
    findings = []
    for finding in examine(channel):
        findings.append(finding)
        if not quiet:
            line(finding)
    remember(channel, findings)
    return findings


def line(finding: Finding) -> None:
    mark, colour = MARKS[finding.state]
    click.echo(f"  {click.style(f'{mark:5}', fg=colour)}  {finding.name:28}  {finding.says}")
    if finding.step and finding.state is not State.GOOD:
        click.echo(f"  {'':5}  {'':28}  Next: {finding.step}")


def told(channel: Channel, findings: list[Finding]) -> dict[str, object]:
    return {"number": channel.number, "name": str(channel), "checks": [finding.row() for finding in findings]}
