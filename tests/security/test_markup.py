"""Words become markup in templates alone, where everything is escaped. The exceptions are few, and here is why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+off|mark_safe|SafeString|SafeText|format_html|\bsafeseq\b")
# `swap: "innerHTML"` is htmx's word for where an answer of ours goes, not an assignment.
RAW = re.compile(
    r"\.innerHTML\s*\+?=[^=]|\.outerHTML\s*\+?=[^=]|insertAdjacentHTML|document\.write|\beval\(|new Function\(|createContextualFragment|DOMParser|srcdoc"
)
REASONS = {
    "cairn/assistant/gloss.py": "safe is one of the words of a pattern there",
    "cairn/dashboard/templatetags/inbox.py": "keeps a row that a template has rendered and escaped",
    "cairn/dashboard/static/cairn/command-bar.js": "puts in a fragment that our own /commands has rendered",
    "cairn/dashboard/static/cairn/talk-list.js": "copies a row that the server has rendered over its older self",
}
FOLDERS = ("cairn", "simulator")


def files(*endings: str) -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return [path for path in found if "htmx-" not in path.name]


def unexplained(pattern: re.Pattern[str], *endings: str) -> list[str]:
    names = [str(path.relative_to(ROOT)) for path in files(*endings) if pattern.search(path.read_text())]
    return [name for name in names if name not in REASONS]


def test_no_template_or_view_calls_words_of_others_safe():
    assert unexplained(UNSAFE, ".py", ".html", ".svg", ".txt") == []


def test_no_script_makes_markup_of_words():
    assert unexplained(RAW, ".js", ".html") == []


def test_every_exception_is_still_needed():
    known = [name for name in REASONS if (ROOT / name).exists()]
    needed = [
        name for name in known if UNSAFE.search((ROOT / name).read_text()) or RAW.search((ROOT / name).read_text())
    ]
    assert known == needed
    assert len(known) <= 4


@pytest.mark.parametrize("ending", [".html", ".svg"])
def test_no_template_holds_a_script_a_style_or_a_handler(ending):
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    found = [path for path in files(ending) if "templates" in path.parts and inline.search(path.read_text())]
    assert [str(path.relative_to(ROOT)) for path in found] == []
