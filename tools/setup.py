"""Set up the virtual environment: `python3 tools/setup.py .venv requirements.lock [--browser]`.

Runs on any Python >= 3.11 without a single package installed. Does nothing when nothing changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(venv: Path, lock: Path, *, browser: bool) -> None:
    if sys.version_info < (3, 11):
        stop(f"Cairn needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 run")
    stamp = venv / f".ready-{lock.stem}"
    wanted = fingerprint(lock)
    if not stamp.exists() or stamp.read_text() != wanted:
        install(venv, lock)
        stamp.write_text(wanted)
    if browser:
        ensure_browser()


def fingerprint(lock: Path) -> str:
    parts = [lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(venv: Path, lock: Path) -> None:
    started = time.monotonic()
    if not (venv / "bin" / "python").exists():
        step("Creating the virtual environment")
        run(
            [sys.executable, "-m", "venv", str(venv)],
            "Python's venv module is missing. On Debian: apt install python3-venv",
        )
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    step(
        f"Installing {sum('==' in line for line in lock.read_text().splitlines())} pinned packages, about half a minute"
    )
    run(
        [*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(lock)],
        "A package could not be installed; see above.",
    )
    step("Installing Cairn itself")
    link(venv)
    step(f"Ready after {time.monotonic() - started:.0f} s")


def link(venv: Path) -> None:
    """Make this checkout importable and `cairn` callable, without a build step."""
    packages = next((venv / "lib").glob("python3*/site-packages"))
    (packages / "cairn.pth").write_text(f"{ROOT}\n")
    script = venv / "bin" / "cairn"
    script.write_text(f"#!{venv.resolve() / 'bin' / 'python'}\nfrom cairn.console.main import main\n\nmain()\n")
    script.chmod(0o755)


def ensure_browser() -> None:
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        step("Installing Chromium for the browser tests")
        run(["apt-get", "update", "-qq"], "apt-get update failed.")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"],
            "apt-get could not install chromium.",
            environment,
        )
        return
    stop(
        "The browser tests need Chromium. Install it (Debian: apt install chromium; macOS: brew install chromium) or set CHROMIUM to its path."
    )


def run(command: list[str], sentence: str, environment: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, OSError):
        stop(sentence)


def step(sentence: str) -> None:
    print(f"  {sentence}", flush=True)


def stop(sentence: str) -> None:
    print(f"cairn: {sentence}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), browser="--browser" in sys.argv)
