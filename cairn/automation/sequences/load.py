"""The demo firm's sequences, from `data/`. What is there already stays as the firm has it."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from cairn.automation.models import Sequence
from cairn.automation.sequences.edit import StepIdea, write

DEMO = Path(__file__).parent.parent / "data" / "trek-and-stay" / "sequences.json"


def load_demo(path: Path = DEMO) -> int:
    """Returns how many sequences were made."""
    made = 0
    for line in json.loads(path.read_text(encoding="utf-8")):
        steps = [StepIdea(**step) for step in line.pop("steps")]
        with transaction.atomic():
            sequence, new = Sequence.objects.get_or_create(slug=line["slug"], defaults=line)
            if new:
                write(sequence, steps)
                made += 1
    return made
