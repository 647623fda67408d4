"""`python -m bench.floor FOLDER PORT`: the floor on an embedded PostgreSQL of its own, until SIGTERM."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import uvicorn
import uvloop

from bench.floor.app import Floor
from deskbell.base.postgres import start_embedded

SCHEMA = Path(__file__).parent / "schema.sql"


class Server(uvicorn.Server):
    """uvicorn that leaves the signals to us, so that PostgreSQL is ended in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run(data: Path, port: int) -> None:
    """Serve until told to stop, with Deskbell's own settings of PostgreSQL and uvicorn."""
    embedded = await start_embedded(data)
    pool = await asyncpg.create_pool(embedded.dsn, min_size=1, max_size=3, server_settings={"jit": "off"})
    await pool.execute(SCHEMA.read_text())
    floor = Floor(pool)
    tasks = [asyncio.create_task(floor.write()), asyncio.create_task(floor.deliver())]
    server = Server(
        uvicorn.Config(
            floor,
            host="127.0.0.1",
            port=port,
            loop="none",
            http="httptools",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            ws_ping_timeout=None,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: setattr(server, "should_exit", True))
    try:
        await server.serve()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(pool.close(), 5)
        await embedded.stop()


with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(run(Path(sys.argv[1]), int(sys.argv[2])))
