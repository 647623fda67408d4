"""The front ends' types of REST are made from the server's own schema, and are those of today."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "web" / "wire" / "openapi.json"


def test_the_committed_schema_is_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import wire

    # A diff of 150 KB helps nobody: the paths and shapes that differ do.
    committed, now = json.loads(SCHEMA.read_text(encoding="utf-8")), json.loads(wire.server_schema())
    assert _differences(committed, now) == [], "run `python tools/wire.py`, then `npm run check` in web/"
    sys.modules.pop("wire", None)


def _differences(one: object, other: object, place: str = "") -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted(one.keys() | other.keys())
        found = [_differences(one.get(key), other.get(key), f"{place}/{key}") for key in keys]
        return [difference for some in found for difference in some]
    return [] if one == other else [place]
