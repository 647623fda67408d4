"""Makes the Python environment of this checkout: `python3 tools/environment.py [run|test]`.

Run with any Python ≥ 3.11, standard library only. What is locked is installed with its hashes; a stamp per lock lets
the next call pass in a blink. Two calls at once take turns.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock", "node": "requirements-node.lock"}
SERVES_TOO = {"run": "test"}  # the lock for tests holds all that runs


def prepare(purpose: str) -> None:
    """Bring `.venv` up to the lock of this purpose. Ends the program in words when it cannot."""
    lock = ROOT / LOCKS[purpose]
    with (ROOT / ".environment.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_installed(purpose) or (purpose in SERVES_TOO and is_installed(SERVES_TOO[purpose])):
            return
        if not PYTHON.exists():
            make()
        print(f"Installing what {lock.name} lists …", flush=True)
        installing = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        done = subprocess.run([*installing, "--require-hashes", "-r", str(lock)], check=False)
        if done.returncode != 0:
            sys.exit(f"Could not install what {lock.name} lists; the lines above say why.")
        show_sources()
        stamp(purpose).write_text(wanted(purpose))


def is_installed(purpose: str) -> bool:
    return PYTHON.exists() and stamp(purpose).exists() and stamp(purpose).read_text() == wanted(purpose)


def stamp(purpose: str) -> Path:
    return VENV / f".installed-{purpose}"


def wanted(purpose: str) -> str:
    return hashlib.sha256((ROOT / LOCKS[purpose]).read_bytes()).hexdigest()


def make() -> None:
    print(f"Making the environment .venv with Python {sys.version.split()[0]} …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            "This Python cannot make environments. Debian and Ubuntu keep that in a package of its own: "
            f"apt-get install python{version}-venv"
        )


def show_sources() -> None:
    """Let the environment import the checkout itself."""
    for packages in (VENV / "lib").glob("python*/site-packages"):
        (packages / "deskbell-checkout.pth").write_text(f"{ROOT / 'src'}\n")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
        sys.exit(f"Deskbell needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    prepare(sys.argv[1] if len(sys.argv) > 1 else "run")
