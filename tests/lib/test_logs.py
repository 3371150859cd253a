"""What a log line and an error report may hold: tried in processes of their own, since logging is set up once in each."""

from __future__ import annotations

import os
import subprocess
import sys

LINES = """
import logging, sys
import django
django.setup()
from cairn.lib import logs
logs.configure("test")
log = logs.logger("test")
log.info("said", words="one\\nERROR two\\x1b[31m\\u2028three", message=7)
try:
    raise ValueError("canary words of a customer")
except ValueError as error:
    try:
        raise KeyError("canary as well") from error
    except KeyError:
        log.exception("broke", conversation=5)
        logging.getLogger("django.request").error("Internal Server Error: %s", "/join/canary", exc_info=True)
        logging.getLogger("asyncio").error("Task exception was never retrieved\\nfuture: canary")
        logging.getLogger("somelib").warning("could not read canary")
print("sentry_sdk" in sys.modules)
raise RuntimeError("canary at the end")
"""


def told(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "cairn.settings", **environment}
    return subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=60)


def test_a_line_stays_one_line_and_an_exception_keeps_its_words_to_itself():
    done = told(LINES, SENTRY_DSN="")
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 6, done.stderr
    assert "canary" not in done.stderr
    assert "\\n" in lines[0] and "\x1b" not in lines[0] and "message=7" in lines[0]
    assert "KeyError at" in lines[1] and "from ValueError at" in lines[1] and "conversation=5" in lines[1]
    assert "Internal Server Error: %s" in lines[2] and "KeyError" in lines[2]
    assert "Task exception was never retrieved" in lines[3]
    assert "RuntimeError" in lines[5] and "nobody caught it" in lines[5]


def test_without_an_address_the_library_for_reports_is_not_loaded():
    assert told(LINES, SENTRY_DSN="").stdout.strip() == "False"


def test_an_address_that_is_none_stops_the_start_with_a_sentence():
    done = told("import django; django.setup()", SENTRY_DSN="errors.example")
    assert done.returncode == 2 and "SENTRY_DSN must look like" in done.stderr
