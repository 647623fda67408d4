"""Finds Postfix and Dovecot for the tests of the e-mail channel, or installs them: `python tools/mail.py`.

Their packages start nothing here that was not running: the tests start both themselves, on ports of their own, with
folders of their own. The mail set-up of the machine is left alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import may_install

NEEDED = ("postfix", "dovecot", "doveadm", "openssl")
PACKAGES = ("postfix", "dovecot-imapd", "dovecot-lmtpd", "openssl")
PLACES = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
HOW = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(PACKAGES)}"


def find(name: str) -> str | None:
    """A program of the mail system; those of administrators too, which are not on everybody's PATH."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{PLACES}")


def missing() -> list[str]:
    """What is not there."""
    return [name for name in NEEDED if find(name) is None]


def install() -> None:
    before = may_install()
    if before is None or shutil.which("apt-get") is None:
        sys.exit(f"The tests of the e-mail channel need Postfix and Dovecot. As root: {HOW}")
    print("Installing Postfix and Dovecot …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # Packages start their daemons when they are installed, unless this file says no.
        refusal = Path("/usr/sbin/policy-rc.d")
        ours = not refusal.exists() and before == []
        if ours:
            Path(folder, "policy").write_text("#!/bin/sh\nexit 101\n")
            shutil.copy(Path(folder, "policy"), refusal)
            refusal.chmod(0o755)
        try:
            for step in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]):
                command = [*before, *step, *(PACKAGES if "install" in step else ())]
                environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
                if done.returncode != 0:
                    sys.exit(f"{' '.join(command)} failed; the lines above say why. As root: {HOW}")
        finally:
            if ours:
                refusal.unlink(missing_ok=True)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("The tests of the e-mail channel start Postfix, which only root may: run them as root.")
    if missing():
        install()
    if missing():
        sys.exit(f"Still missing: {', '.join(missing())}. As root: {HOW}")
