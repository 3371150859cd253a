"""What counts as "no more messages", in six languages and two scripts, and what only looks like it (wishes.tsv)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from cairn.conversations.wishes import KINDS, books, recognise, sentence

HERE = Path(__file__).resolve().parent
ROWS = [tuple(line.split("\t")) for line in (HERE / "wishes.tsv").read_text().splitlines()]
QUESTIONS = HERE.parents[1] / "cairn" / "assistant" / "data" / "suite"


@pytest.mark.parametrize(("kind", "language", "words"), ROWS)
def test_a_phrase_means_what_the_table_says(kind, language, words):
    wish = recognise(words)
    assert (str(wish.kind) if wish else "-") == kind
    if wish and language != "en":
        assert wish.language == language


def test_precision_and_recall_of_the_table():
    """Printed with -s. The table is ours, so these say that nothing got worse, not how good it is in the world."""
    found = Counter((kind != "-", recognise(words) is not None) for kind, _, words in ROWS)
    precision = found[True, True] / (found[True, True] + found[False, True])
    recall = found[True, True] / (found[True, True] + found[True, False])
    print(f"\n{len(ROWS)} phrases: precision {precision:.3f}, recall {recall:.3f}")
    assert len(ROWS) >= 150 and precision == 1 and recall == 1


def test_sentences_of_the_question_sets_are_told_apart():
    """Whole sentences written for another purpose. The assistant reads what is missed here; nothing may be wrongly found."""
    found = Counter((wanted, bool(wish and wish.stops)) for wanted, wish in heard())
    recall = found[True, True] / (found[True, True] + found[True, False])
    print(f"\n{sum(found.values())} sentences: recall {recall:.2f}, wrong {found[False, True]}")
    assert found[False, True] == 0
    assert recall > 0.9


def heard():
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for row in map(json.loads, file.read_text().splitlines()):
            if "text" in row:
                yield "opt_out" in row["intents"], recognise(row["text"])


@pytest.mark.parametrize(
    "words", ["", " ", "🙏", "...", "'", "\u200d", "stop " * 500, "\ud800", "a" * 100_000, "STOP\0"]
)
def test_odd_text_is_only_text(words):
    recognise(words)


def test_every_language_has_a_sentence_for_every_wish():
    for language in books():
        for kind in KINDS:
            assert sentence(kind, language, latin=True)
            assert sentence(kind, language, latin=False)
        assert "START" in sentence("stop", language, latin=False)
