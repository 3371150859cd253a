"""What a real installation is set to, what it is made of, and what its files may be read by."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tools import audit

ROOT = Path(__file__).resolve().parents[2]
# What may run code at the start of every Python here: Cairn itself, and setuptools' own.
STARTERS = {"cairn.pth", "distutils-precedence.pth"}


def asked(folder: Path, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own with Cairn's settings; without code, Django's own check list for production."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]  # fmt: skip
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("WHATSAPP_", "CAIRN_", "DJANGO_"))
    }
    more = {"DJANGO_SETTINGS_MODULE": "cairn.settings", "PYTHONPATH": str(ROOT), "CAIRN_DATA": str(folder)}
    return subprocess.run(command, env=known | more | environment, cwd=folder, capture_output=True, text=True)


def test_django_has_nothing_to_say_about_the_settings_of_production(tmp_path):
    done = asked(tmp_path, PUBLIC_URL="https://desk.example.org")
    assert (done.returncode, "no issues" in done.stdout + done.stderr) == (0, True), done.stderr
    assert "0 silenced" in done.stdout + done.stderr


TOLD = """
import json
from django.conf import settings as s
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
  "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SECURE_PROXY_SSL_HEADER",
  "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def test_cookies_hosts_and_transport_are_strict_behind_https(tmp_path):
    told = json.loads(asked(tmp_path, TOLD, PUBLIC_URL="https://desk.example.org").stdout)
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-") and told["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert told["SESSION_COOKIE_SECURE"] and told["CSRF_COOKIE_SECURE"] and told["SESSION_COOKIE_HTTPONLY"]
    assert (told["SESSION_COOKIE_SAMESITE"], told["SESSION_COOKIE_DOMAIN"], told["SESSION_COOKIE_PATH"]) == (
        "Lax",
        None,
        "/",
    )
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000 and told["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert told["SECURE_PROXY_SSL_HEADER"] is None
    assert set(told["ALLOWED_HOSTS"]) == {"127.0.0.1", "localhost", "[::1]", "desk.example.org"}
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org"]
    assert (told["DEBUG"], told["SECURE_SSL_REDIRECT"]) == (False, True)


def test_the_key_that_is_made_is_readable_by_its_owner_alone(tmp_path):
    assert asked(tmp_path, TOLD).returncode == 0
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_locked_to_one_version_and_to_hashes(lock):
    wanted = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().replace("\\\n", " "))
    packages = [one for one in wanted if one.strip() and not one.startswith("#")]
    assert len(packages) > 50
    loose = [one.split()[0] for one in packages if "==" not in one.split()[0] or "--hash=sha256:" not in one]
    assert loose == []


def test_setting_up_refuses_what_is_not_locked(tmp_path):
    script = (ROOT / "tools" / "setup.py").read_text()
    assert '"--require-hashes"' in script
    wheel = tmp_path / "loose-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("loose-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: loose\nVersion: 1.0\n")
        packed.writestr("loose-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr("loose-1.0.dist-info/RECORD", "")
    locked = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert [installs(tmp_path, "loose==1.0"), installs(tmp_path, f"loose==1.0 --hash=sha256:{'0' * 64}")] == [
        False,
        False,
    ]
    assert installs(tmp_path, f"loose==1.0 --hash=sha256:{locked}")


def installs(folder: Path, line: str) -> bool:
    """Whether pip, asked as set-up asks it, would take this line."""
    (folder / "lock").write_text(line + "\n")
    asked_for = ["--dry-run", "--no-index", "--find-links", str(folder), "--require-hashes", "-r", str(folder / "lock")]
    return subprocess.run([sys.executable, "-m", "pip", "install", *asked_for], capture_output=True).returncode == 0


def test_nothing_unknown_runs_at_the_start_of_python():
    found = {path.name for path in Path(sysconfig.get_path("purelib")).glob("*.pth")}
    assert found <= STARTERS


def test_an_audit_that_could_ask_nobody_is_not_a_clean_one(capsys):
    assert audit.tell([{"name": "django", "version": "5.2", "skip_reason": "not found", "vulns": []}]) == 3
    assert "NOT a clean result" in capsys.readouterr().out
    hole = {"id": "CVE-1", "fix_versions": ["5.2.1"]}
    assert audit.tell([{"name": "django", "version": "5.2", "vulns": [hole]}]) == 1
    assert audit.tell([{"name": "django", "version": "5.2.1", "vulns": []}]) == 0
