"""The floor as a raw ASGI application with a batch writer."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

BATCH_MOST = 128

STORE = """
with incoming as (
  select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[])
    as i (ord, dialogue_id, send_key, side, text)
), locked as materialized (
  select id, last_seq from dialogue where id = any ($2::uuid[]) order by id for no key update
), numbered as materialized (
  select i.*, l.last_seq + row_number() over (partition by i.dialogue_id order by i.ord) as seq
  from incoming i join locked l on l.id = i.dialogue_id
), bumped as (
  update dialogue d set last_seq = n.seq
  from (select dialogue_id, max(seq) as seq from numbered group by dialogue_id) n where d.id = n.dialogue_id
), stored as (
  insert into message (dialogue_id, seq, send_key, side, text)
  select dialogue_id, seq, send_key, side, text from numbered
)
select ord, seq from numbered order by ord
"""

STORE_HOOKS = """
insert into hook (named, body) select * from unnest($1::text[], $2::jsonb[]) on conflict (named) do nothing
"""

Send = Callable[[dict[str, object]], Awaitable[None]]
Post = tuple[UUID, UUID, int, str]


class In(msgspec.Struct):
    """A frame of a sender."""

    dialogue: UUID
    key: UUID
    text: str


class Hello(msgspec.Struct):
    """The first frame: which dialogues this socket holds, on side 0 (client) or 1 (operator)."""

    dialogues: list[UUID]
    side: int


class Floor:
    """All there is: who holds which end, and the posts that wait."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.ends: dict[tuple[UUID, int], Send] = {}
        self.waiting: list[Post] = []
        self.awake = asyncio.Event()
        self.hooks: list[tuple[str, str, asyncio.Future[None]]] = []
        self.hooked: asyncio.Task[None] | None = None
        self.committed: asyncio.Queue[list[tuple[Post, int]]] = asyncio.Queue()

    async def write(self) -> None:
        """One statement and one commit for all posts that wait at a moment."""
        async with self.pool.acquire() as connection:
            while True:
                await self.awake.wait()
                batch, self.waiting = self.waiting[:BATCH_MOST], self.waiting[BATCH_MOST:]
                if not self.waiting:
                    self.awake.clear()
                dialogues, keys, sides, texts = zip(*batch, strict=True)
                rows = await connection.fetch(STORE, list(range(len(batch))), dialogues, keys, sides, texts)
                self.committed.put_nowait([(batch[row["ord"]], row["seq"]) for row in rows])

    async def deliver(self) -> None:
        """What is committed goes to the other side, in order."""
        encode = msgspec.json.Encoder().encode
        while True:
            for (dialogue, key, side, text), seq in await self.committed.get():
                send = self.ends.get((dialogue, 1 - side))
                if send:
                    frame = {"dialogue": dialogue, "seq": seq, "key": key, "text": text}
                    await send({"type": "websocket.send", "text": encode(frame).decode()})

    async def hook(self, named: str, body: str) -> None:
        """Returns when it is stored: one statement for all that wait at a moment."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.hooks.append((named, body, stored))
        if self.hooked is None:
            self.hooked = asyncio.create_task(self.store_hooks())
        await stored

    async def store_hooks(self) -> None:
        while self.hooks:
            batch, self.hooks = self.hooks, []
            await self.pool.execute(STORE_HOOKS, [named for named, _, _ in batch], [body for _, body, _ in batch])
            for _, _, stored in batch:
                stored.set_result(None)
        self.hooked = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            body = (await receive())["body"]
            await self.hook(dict(scope["headers"])[b"webhook-id"].decode(), body.decode())
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        if scope["type"] == "http":
            page = (Path(__file__).parent / "page.html").read_bytes()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": page})
            return
        await receive()
        await send({"type": "websocket.accept"})
        hello = msgspec.json.decode((await receive())["text"], type=Hello)
        for dialogue in hello.dialogues:
            self.ends[dialogue, hello.side] = send
        await send({"type": "websocket.send", "text": '{"type":"welcome"}'})
        decode = msgspec.json.Decoder(In).decode
        while (message := await receive())["type"] == "websocket.receive":
            post = decode(message["text"])
            self.waiting.append((post.dialogue, post.key, hello.side, post.text))
            self.awake.set()
        for dialogue in hello.dialogues:
            if self.ends.get((dialogue, hello.side)) is send:
                del self.ends[dialogue, hello.side]
