"""Writes the front ends' types of REST from the server's own schema: `python tools/wire.py`.

`web/wire/openapi.json` is what the server says of itself, `web/wire/schema.ts` the same as TypeScript. Both are
committed; a test compares the first with the server, and the compiler compares the second with `web/wire/rest.ts`.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any, cast

from deskbell.app import build
from deskbell.base.db import Database
from deskbell.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "web" / "wire" / "openapi.json"


def server_schema() -> str:
    """The server's OpenAPI document as stored: sorted, so that only a change of meaning changes the file."""
    with tempfile.TemporaryDirectory() as data:
        doors = build(Settings(data=Path(data)), Database(None, None, cast(Any, None), cast(Any, None)))
        schema = doors.http.openapi_schema.to_schema()
    # The version of the package is no part of the protocol.
    schema["info"]["version"] = "1"
    schema.pop("servers", None)
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    SCHEMA.write_text(server_schema(), encoding="utf-8")
    web = SCHEMA.parent.parent
    generator = web / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    subprocess.run(["node", str(generator), str(SCHEMA), "-o", str(SCHEMA.parent / "schema.ts")], cwd=web, check=True)


if __name__ == "__main__":
    main()
