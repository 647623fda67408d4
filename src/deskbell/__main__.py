"""The command line: `deskbell serve | work | migrate | check | rebuild-reports | demo`."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from prometheus_client import start_http_server

from deskbell import __version__, app
from deskbell.auth.setup import ensure_link
from deskbell.base.db import open_database
from deskbell.base.logging import set_up_logging
from deskbell.base.migrate import migrate
from deskbell.base.opening import NotReady, Opened, opened
from deskbell.base.postgres import PostgresRefused, start_embedded
from deskbell.base.serving import PortTaken, Stopping, serve, take_port
from deskbell.base.words import first_known, say
from deskbell.base.work import wire
from deskbell.demo import workspace
from deskbell.ops.check import Weight, check
from deskbell.reports import gathering
from deskbell.settings import LOOPBACK, Settings, SettingsError
from deskbell.wiring import SURELY

LANGUAGE = first_known(os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"), os.environ.get("LANG"))
CHECKOUT = Path(__file__).parents[2]


class Ended(Exception):
    """The command cannot go on; the words are for the console."""


def main(arguments: list[str] | None = None) -> None:
    """Entry of the console script: parse, run one command, end with its status, or with words and 1."""
    chosen = _parser().parse_args(arguments)
    commands: dict[str, Callable[[Settings], Coroutine[Any, Any, int]]] = {
        "serve": serve_everything,
        "demo": serve_everything,
        "work": work,
        "migrate": migrate_only,
        "check": report,
        "rebuild-reports": rebuild_reports,
    }
    try:
        settings = read_settings(chosen)
        set_up_logging(settings.log_level, settings.log_format)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            status = runner.run(commands[chosen.command](settings))
    except (Ended, NotReady, PostgresRefused, SettingsError) as end:
        sys.exit(str(end))
    except asyncio.CancelledError:
        sys.exit("Ended at once, as asked twice.")
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("deskbell", description="A self-hosted live chat workspace.")
    parser.add_argument("--version", action="version", version=f"Deskbell {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in (
        ("serve", "run Deskbell: the desk, the widget and the work behind them"),
        ("work", "run only the work behind the scenes, beside other processes that serve"),
        ("migrate", "bring the database up to the newest schema"),
        ("check", "say what is missing or unreachable"),
        ("rebuild-reports", "make all numbers of reports anew from the log"),
        ("demo", "run Deskbell with a town of people and sessions to try it on"),
    ):
        command = commands.add_parser(name, help=words, description=words.capitalize() + ".")
        command.add_argument("--data", type=Path, metavar="FOLDER", help="where files and the embedded database lie")
        if name in ("serve", "demo", "check"):
            command.add_argument("--host", metavar="ADDRESS", help="the address to listen on (127.0.0.1)")
            command.add_argument("--port", type=int, metavar="NUMBER", help="the port to listen on (8000)")
        if name == "serve":
            command.add_argument("--no-worker", action="store_true", help="leave the work behind to `deskbell work`")
    return parser


def read_settings(chosen: argparse.Namespace) -> Settings:
    """The environment, with what the command line says above it. Raises SettingsError."""
    given = {name: vars(chosen).get(name) for name in ("data", "host", "port")}
    overrides: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if vars(chosen).get("no_worker"):
        overrides["worker"] = False
    if chosen.command == "demo":
        overrides["demo"] = True
        host = given["host"] or os.environ.get("HOST", "").strip() or "127.0.0.1"
        if host in LOOPBACK and not os.environ.get("EGRESS_ALLOW", "").strip():
            # The demo's providers are played on this machine (`make outside`).
            overrides["egress_allow"] = ("127.0.0.0/8",)
    settings = Settings.from_environment(None, **overrides)
    if "data" in overrides or os.environ.get("DATA", "").strip():
        return settings
    return Settings.from_environment(None, **overrides, data=default_data(settings.port))


def default_data(port: int) -> Path:
    """In a checkout a folder of its own for each port; installed, where the platform keeps such data."""
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".data" / str(port)
    if os.geteuid() == 0:
        return Path("/var/lib/deskbell/data")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Deskbell"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "deskbell"


def take(settings: Settings) -> list[socket.socket]:
    """The port, or the words with the command that would work."""
    try:
        return take_port(settings.host, settings.port)
    except PortTaken as taken:
        free = taken.free or "NUMBER"
        by_make = settings.demo and "MAKELEVEL" in os.environ
        command = (
            f"make run PORT={free}" if by_make else f"deskbell {'demo' if settings.demo else 'serve'} --port {free}"
        )
        raise Ended(f"Port {taken.port} is taken by another program. This would work: {command}") from None
    except OSError as refusal:
        raise Ended(f"HOST={settings.host} cannot be listened on: {refusal}.") from None


async def serve_everything(settings: Settings) -> int:
    """Serve until told to stop. The port first: nothing is begun where it is taken."""
    stopping = Stopping()
    sockets = take(settings)
    try:
        with metrics_on(settings):
            async with opened(settings, migrating=True, tell=tell) as found:
                doors = app.build(settings, found.database)
                if found.embedded:
                    found.embedded.lost.add_done_callback(lambda _: stopping.asked.set())
                welcome = await greeting(settings, found)
                await serve(
                    doors,
                    sockets,
                    stopping.asked,
                    started=lambda: tell(welcome),
                    farewell=doors.house.hub.stop,
                    trusted_proxies=settings.trusted_proxies,
                    certificate=(settings.tls_cert, settings.tls_key)
                    if settings.tls_cert and settings.tls_key
                    else None,
                )
                if found.embedded and found.embedded.lost.done():
                    raise Ended(found.embedded.lost.result())
    finally:
        for one in sockets:
            one.close()
    return 0


async def greeting(settings: Settings, found: Opened) -> str:
    """What is told once the desk can be opened: where it is, and the set-up link while nobody has used one."""
    if settings.demo:
        owner = await open_database(found.dsn, size=3, sends=1, role=None)
        try:
            await workspace.prepare(owner, settings)
        finally:
            await owner.close()
        return workspace.words(settings)
    words = [say(LANGUAGE, "console.serving", address=settings.public_url)]
    token = await ensure_link(found.database)
    if token:
        words.append(say(LANGUAGE, "console.set_up", link=f"{settings.public_url}/set-up/{token}"))
    return "\n".join(words)


@contextmanager
def metrics_on(settings: Settings) -> Iterator[None]:
    """Prometheus' figures on a port of their own, where one is set."""
    if settings.metrics_port is None:
        yield
        return
    try:
        server, thread = start_http_server(settings.metrics_port, settings.host)
    except OSError as refusal:
        raise Ended(f"METRICS_PORT={settings.metrics_port} cannot be listened on: {refusal}.") from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def work(settings: Settings) -> int:
    """The work behind, beside processes that serve. What it changes, they see by their sweep within a second."""
    if settings.database_url is None:
        raise Ended(
            "`deskbell work` shares a database with others: set DATABASE_URL. The embedded one serves one process."
        )
    stopping = Stopping()
    async with opened(settings, migrating=False, tell=tell) as found:
        house = app.House(settings, found.database)
        wire(SURELY)
        house.begin_work()
        await stopping.asked.wait()
        await house.end_work()
    return 0


async def migrate_only(settings: Settings) -> int:
    embedded = None if settings.database_url else await start_embedded(settings.data, settings.postgres_bin)
    try:
        ran = await migrate(settings.database_url or (embedded.dsn if embedded else ""))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as refusal:
        raise Ended(f"The database refused: {refusal}") from None
    finally:
        if embedded:
            await embedded.stop()
    for name in ran:
        tell(name)
    tell(f"Ran {len(ran)} migrations." if ran else "Nothing to do: the schema is the newest.")
    return 0


async def rebuild_reports(settings: Settings) -> int:
    """Beside processes that serve, or alone on the embedded database. Reports say meanwhile that they are not whole."""
    async with opened(settings, migrating=settings.database_url is None, tell=tell) as found:
        tell("Making the numbers of reports anew from the log …")
        await gathering.rebuild(found.database)
    tell("Done: reports show what the log gives.")
    return 0


async def report(settings: Settings) -> int:
    findings = await check(settings)
    for finding in findings:
        tell(f"{finding.weight.value:>5}  {finding.words}")
    return 1 if any(finding.weight is Weight.wrong for finding in findings) else 0


def tell(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main()
