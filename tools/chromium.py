"""Finds the system's Chromium for the browser journeys, or installs it: `python tools/chromium.py` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
INSTALLERS = {
    "apt-get": [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ],
    "dnf": [["dnf", "install", "-y", "-q", "chromium"]],
}


def find() -> str | None:
    """The program of the setting CHROMIUM, else of PATH."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (MAC if os.access(MAC, os.X_OK) else None)


def may_install() -> list[str] | None:
    """What must stand before an installing command: nothing for root, sudo where it asks nothing; None: we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install() -> None:
    manager = next((name for name in INSTALLERS if shutil.which(name)), None)
    before = may_install()
    if manager is None or before is None:
        how = " && ".join(" ".join(step) for step in INSTALLERS[manager]) if manager else "the system's package manager"
        sys.exit(f"The browser journeys need Chromium. As root: {how}. Or name another Chromium in CHROMIUM.")
    print("Installing Chromium …", file=sys.stderr, flush=True)
    for step in INSTALLERS[manager]:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run([*before, *step], env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(step)} failed; the lines above say why. Or name another Chromium in CHROMIUM.")


if __name__ == "__main__":
    if find() is None:
        install()
    print(find() or sys.exit("Chromium was installed but is not on PATH; name it in CHROMIUM."))
