"""Loaded before Django's settings: gives the tests a data folder and an embedded Postgres of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="cairn-tests-"))
DATA.chmod(0o755)
atexit.register(shutil.rmtree, DATA, ignore_errors=True)

for name in list(os.environ):
    if name.startswith(("WHATSAPP_", "OPENROUTER_", "SIMULATOR_", "RAZORPAY_")) or name in (
        "DATABASE_URL",
        "PUBLIC_URL",
        "PORT",
    ):
        del os.environ[name]
os.environ["CAIRN_DATA"] = str(DATA)
# Of several test processes the one that starts the others is here first: what is made once for all lies in its folder.
SHARED = Path(os.environ.setdefault("CAIRN_TESTS_SHARED", str(DATA)))
os.environ["CAIRN_API_TOKEN"] = "test-token"
os.environ["ASSISTANT_QUIET"] = "0"
# Playwright's loop runs in the main thread of the browser tests, where fixtures also touch rows.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from cairn.lib import postgres  # noqa: E402  the folder has to be named first

postgres.ensure(DATA)
