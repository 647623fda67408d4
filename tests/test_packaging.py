"""What is shipped holds what runs: front ends, migrations, SQL and words, with locks that any registry can serve."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[^ ]+) \\$", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def web() -> ModuleType:
    spec = importlib.util.spec_from_file_location("deskbell_tools_web", ROOT / "tools" / "web.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names in the wheel and in the sdist, without the sdist's own top folder."""
    folder = tmp_path_factory.mktemp("shipped")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel, tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        inside = {name.split("/", 1)[1] for name in sdist.getnames() if "/" in name}
        return {"wheel": set(wheel.namelist()), "sdist": inside}


def test_the_wheel_holds_what_the_server_reads(shipped: dict[str, set[str]]) -> None:
    wheel = shipped["wheel"]
    for pattern in ("*.py", "*.sql", "*.toml", "*.txt"):
        for path in (ROOT / "src" / "deskbell").rglob(pattern):
            assert str(path.relative_to(ROOT / "src")) in wheel
    for path in (ROOT / "migrations").glob("*.sql"):
        assert f"deskbell/migrations/{path.name}" in wheel
    assert any(name.startswith("deskbell/static/desk/") for name in wheel)
    assert any(name.startswith("deskbell/static/widget/") for name in wheel)


def test_the_sdist_builds_without_a_node(shipped: dict[str, set[str]]) -> None:
    sdist = shipped["sdist"]
    assert {"hatch_build.py", "tools/web.py", "web/package-lock.json", "src/deskbell/static/.built-from"} <= sdist
    assert not any("node_modules" in name for name in sdist)


def test_both_carry_the_licence_and_no_rubbish(shipped: dict[str, set[str]]) -> None:
    for names in shipped.values():
        assert any(name.endswith("LICENSE") for name in names)
        assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_build_is_fresh_until_a_source_changes(
    web: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "WEB", tmp_path / "web")
    monkeypatch.setattr(web, "STATIC", tmp_path / "static")
    monkeypatch.setattr(web, "STAMP", tmp_path / "static" / ".built-from")
    (tmp_path / "web" / "node_modules").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    (tmp_path / "web" / "package.json").write_text("{}")
    assert not web.is_fresh()
    web.STAMP.write_text(web.fingerprint())
    (tmp_path / "web" / "node_modules" / "some.js").write_text("")
    (tmp_path / "web" / "some.test.ts").write_text("")
    assert web.is_fresh()
    (tmp_path / "web" / "some.ts").write_text("")
    assert not web.is_fresh()


def test_locks_carry_hashes_and_no_address() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert not re.search(r"^--?[a-z]", text, re.MULTILINE)
        assert pins(lock)
        entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
        assert all("--hash=sha256:" in entry for entry in entries)
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text()


def test_the_lock_for_tests_holds_the_very_versions_that_run() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")
