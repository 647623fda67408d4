"""Everything `make test` does, stage by stage: `python tools/check.py [STAGE…]`. Prints what each took.

All stages run even when one fails, so that one look tells everything; the status is that of the worst.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import chromium
import environment

ROOT = environment.ROOT
BIN = environment.VENV / "bin"
PYTHON = str(environment.PYTHON)
WEB = [PYTHON, "tools/web.py"]

STAGES: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "types": [str(BIN / "mypy")],
    "arrows": [str(BIN / "lint-imports")],
    "web build": [*WEB, "build"],
    "web types": [*WEB, "check"],
    "web units": [*WEB, "test"],
    # A process for each core, each with a cluster of its own; a file's tests stay together, since some share a house.
    "backend": [
        PYTHON,
        "-m",
        "pytest",
        "-n=auto",
        "--dist=loadfile",
        "--ignore=tests/journeys",
        "--ignore=tests/faults",
        "--ignore=tests/mail",
    ],
    # Two at once, for each mostly waits: two mail systems, two workspaces with a browser each.
    "mail": [PYTHON, "-m", "pytest", "-n=2", "--dist=worksteal", "tests/mail"],
    # Files in their order: some meet the demo's people as they are soon after its start.
    "journeys": [PYTHON, "-m", "pytest", "-n=2", "--dist=loadfile", "--no-loadscope-reorder", "tests/journeys"],
    "faults": [PYTHON, "-m", "pytest", "-s", "tests/faults"],
}


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(STAGES)
    if unknown:
        sys.exit(f"No such stage: {', '.join(sorted(unknown))}. There are: {', '.join(STAGES)}.")
    took: dict[str, tuple[float, int]] = {}
    for name in chosen or STAGES:
        print(f"\n── {name}", flush=True)
        started = time.monotonic()
        status = run(name)
        took[name] = (time.monotonic() - started, status)
    print("\n── summary")
    for name, (seconds, status) in took.items():
        print(f"{seconds:8.1f} s  {'ok' if status == 0 else f'FAILED ({status})':12}  {name}")
    print(f"{sum(seconds for seconds, _ in took.values()):8.1f} s  altogether", flush=True)
    return 1 if any(status for _, status in took.values()) else 0


def run(name: str) -> int:
    settings = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if name == "journeys":
        found = chromium.find()
        if found is None:
            finding = subprocess.run([PYTHON, "tools/chromium.py"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
            if finding.returncode != 0:
                return finding.returncode
            found = chromium.find()
        settings["CHROMIUM"] = str(found)
    if name == "mail":
        found_mail = subprocess.run([PYTHON, "tools/mail.py"], cwd=ROOT, check=False)
        if found_mail.returncode != 0:
            return found_mail.returncode
    return subprocess.run(STAGES[name], cwd=ROOT, env=settings, check=False).returncode


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
