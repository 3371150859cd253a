"""The figures of a run in honest words."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from tests.chaos.faults.plan import ALL
from tests.chaos.run import Report

BEGIN, END = "<!-- figures: written by make chaos-full -->\n", "<!-- /figures -->"


def text(report: Report) -> str:
    return "\n".join(
        [headline(report), "", *table(report), "", *faults(report), "", "Not tested: power loss, lying disks.", ""]
    )


def headline(report: Report) -> str:
    seen, count = report.verdict, sum(report.faults.values())
    whole = "" if report.complete else f" The run was ended early; {report.wanted:,} messages were planned."
    if seen.lost:
        return f"**{seen.lost} of {seen.acked:,} acknowledged messages were lost in a run with {count} faults.**{whole}"
    share = 300 / max(1, seen.acked)
    return (
        f"**0 of {seen.acked:,} acknowledged messages lost in a run with {count} faults: below {share:.2g} % at 95 % "
        f"confidence (rule of three); power loss not tested.**{whole}"
    )


def table(report: Report) -> list[str]:
    seen = report.verdict
    rows = {
        "messages acknowledged": f"{seen.acked:,}",
        "of them lost": seen.lost,
        "customers without a lead": seen.without_lead,
        "rows twice": seen.doubled_rows + seen.crowds,
        "replies that WhatsApp accepted": f"{seen.replies:,}",
        "of them accepted twice": seen.sent_twice,
        "customers answered twice": seen.answered_twice,
        "messages out of a customer's order": seen.out_of_order,
        "replies out of order": seen.sent_out_of_order,
        "stuck": ", ".join(f"{count} {name}" for name, count in (seen.stuck | report.left).items()) or 0,
        "outcome unknown, shown to the team": seen.unknown - seen.untold,
        "outcome unknown, told to nobody": seen.untold,
        "open screens that differ from a fresh one": seen.screen,
        "files and answers again after (p50 / p95 / longest)": spread(chain(*report.resumes.values())),
        "has caught up after": spread(chain(*report.recoveries.values())),
        "webhook answers": ", ".join(f"{count:,} {name}" for name, count in sorted(report.acks.items())),
        "also": ", ".join(f"{count:,} {name}" for name, count in sorted(report.seen.items())) or "nothing",
        "length": f"{report.seconds / 60:.0f} min, seed {report.seed}",
        "of it, minutes": ", ".join(f"{seconds / 60:.1f} {what}" for what, seconds in report.spent.items()),
        "processor": f"{report.processor:,.0f} s, {1000 * report.processor / max(1, seen.acked):.0f} ms a message",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release().split('-')[0]}",
        "commit, date": f"{commit()}, {time.strftime('%-d %B %Y')}",
    }
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]


def faults(report: Report) -> list[str]:
    number = {fault.__name__: name for fault, (name, _) in ALL.items()}
    rows = [
        f"| {number[name]} | {name.replace('_', ' ')} | {count} | {spread(report.resumes[name])} | {spread(report.recoveries[name])} |"
        for name, count in sorted(
            report.faults.items(), key=lambda item: (int(number[item[0]][1:].split(",")[0]), item)
        )
    ]
    head = "| plan | fault | times | works again after (p50 / p95 / longest) | has caught up after |"
    return [head, "|---|---|---|---|---|", *rows]


def spread(times: Iterable[float]) -> str:
    ordered = sorted(times) or [0.0]
    middle, high = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95))
    return f"{middle:.1f} / {high:.1f} / {ordered[-1]:.1f} s"


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write(report: Report, path: Path) -> None:
    """Between the two marks of the page."""
    page = path.read_text()
    before, rest = page.split(BEGIN)
    path.write_text(before + BEGIN + text(report) + END + rest.split(END)[1])
