"""Bytes to text by way of a child process, so that no file can take the worker with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from cairn.knowledge.documents.blocks import Block, Text, Unreadable

PATIENCE = 60.0  # seconds
TOO_MUCH = "It could not be read within a minute. It may be damaged: save it anew, or add a part of it."


def extract(body: bytes, told: str = "") -> Text:
    """The paragraphs of a PDF, Word file, text or web page. `told` is a web server's content type. Raises Unreadable."""
    command = [sys.executable, "-m", "cairn.knowledge.documents.child", told]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=PATIENCE, env=environment, check=False)
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_MUCH) from error
    except ValueError as error:
        raise Unreadable(TOO_MUCH) from error
    if "error" in found:
        raise Unreadable(str(found["error"]))
    blocks = [Block(text, tuple(headings)) for text, headings in found["blocks"]]
    return Text(title=str(found["title"]), blocks=blocks, pages=int(found["pages"]))
