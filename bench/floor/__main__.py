"""`python -m bench.floor FOLDER PORT`: the floor on an embedded PostgreSQL of its own, until SIGTERM."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.floor.app import Floor
from deskbell.base.postgres import start_embedded
from deskbell.base.serving import Stopping, serve, take_port

SCHEMA = Path(__file__).parent / "schema.sql"


async def run(data: Path, port: int) -> None:
    """Serve until told to stop, with Deskbell's own settings of uvicorn and PostgreSQL."""
    stopping = Stopping()
    sockets = take_port("127.0.0.1", port)
    embedded = await start_embedded(data)
    pool = await asyncpg.create_pool(embedded.dsn, min_size=1, max_size=3, server_settings={"jit": "off"})
    await pool.execute(SCHEMA.read_text())
    floor = Floor(pool)
    tasks = [asyncio.create_task(floor.write()), asyncio.create_task(floor.deliver())]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": f"{message['type']}.complete"})
        else:
            await floor(scope, receive, send)

    try:
        await serve(app, sockets, stopping.asked)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(pool.close(), 5)
        await embedded.stop()


with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(run(Path(sys.argv[1]), int(sys.argv[2])))
