"""Ask for known holes in the locked packages: `python tools/audit.py requirements.lock`.

pip-audit asks a service on the internet. 0: it answered, and knows of none. 1: it knows of some. 3: nobody could be
asked, which says nothing about the packages.
"""

from __future__ import annotations

import json
import subprocess
import sys

UNASKED = "No vulnerability service could be asked from here: this is NOT a clean result. Run it where pypi.org or osv.dev answers."


def main(lock: str, service: str = "pypi") -> int:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock, "-s", service]
    done = subprocess.run([*command, "-f", "json", "--progress-spinner", "off"], capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        print(done.stderr.strip().splitlines()[-1][:300] if done.stderr.strip() else "pip-audit said nothing.")
        print(UNASKED)
        return 3
    return tell(packages)


def tell(packages: list[dict[str, object]]) -> int:
    """Print what is known, and what could not be looked up."""
    holes = [(one["name"], one["version"], hole) for one in packages for hole in one.get("vulns") or []]  # type: ignore[attr-defined]
    skipped = [str(one["name"]) for one in packages if one.get("skip_reason")]
    for name, version, hole in holes:
        print(f"{name} {version}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}")
    print(f"{len(packages) - len(skipped)} of {len(packages)} packages looked up, {len(holes)} known holes.")
    if skipped or not packages:
        print(UNASKED if len(skipped) == len(packages) else f"Not looked up: {', '.join(skipped)}")
    return 1 if holes else 3 if skipped or not packages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
