"""The two ends of dialogues on real sockets: how each program is spoken to, and what each end heard."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from bench.programs import Program
from bench.town import Dialogue, Stage
from bench.wire import Wire, connect

Heard = list[tuple[int, str | None]]
"""What an end was shown of a dialogue, in order: number and, for a message, its send key."""

CLIENT, OPERATOR = 0, 1


class FloorFrame(msgspec.Struct):
    dialogue: UUID
    seq: int
    key: str
    text: str


class _Message(msgspec.Struct):
    id: UUID
    send_key: str
    text: str


class _Data(msgspec.Struct):
    message: _Message | None = None


class EventFrame(msgspec.Struct):
    session: UUID
    seq: int
    prev: int
    kind: str
    data: _Data


class Ok(msgspec.Struct):
    id: str | int | None = None
    seq: int = 0
    session: UUID | None = None
    message_id: UUID | None = None


class End:
    """One socket. `shown(key, side, arrived)` is told of each message the moment it arrives; `acked(key, …)` of
    acknowledgements. What goes wrong is kept in `faults`."""

    def __init__(self, side: int, shown: Callable[[str, int, float], None], acked: Callable[[str, Ok], None]) -> None:
        self.side = side
        self.heard: dict[UUID, Heard] = {}
        self.cursors: dict[UUID, int] = {}
        self.faults: list[str] = []
        self._shown = shown
        self._acked = acked
        self._answers: dict[Any, asyncio.Future[bytes]] = {}
        self.wire: Wire

    async def open(self, program: Program, stage: Stage, dialogues: list[Dialogue]) -> None:
        raise NotImplementedError

    def post(self, dialogue: UUID, key: str, text: str) -> None:
        raise NotImplementedError

    async def _ask(self, key: Any, payload: bytes) -> bytes:
        self._answers[key] = asyncio.get_running_loop().create_future()
        self.wire.send(payload)
        answer = await asyncio.wait_for(self._answers[key], 30)
        del self._answers[key]
        return answer

    def _answer(self, key: Any, payload: bytes) -> bool:
        waiting = self._answers.get(key)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(payload)
        return True

    def close(self) -> None:
        if self.wire.closed.done():
            self.faults.append(self.wire.closed.result())
        self.wire.close()


class FloorEnd(End):
    """An end of the floor's dialogues."""

    _decode = msgspec.json.Decoder(FloorFrame).decode

    async def open(self, program: Program, stage: Stage, dialogues: list[Dialogue]) -> None:
        ids = [one.session for one in dialogues]
        rows = await stage.connection.fetch("select id, last_seq from dialogue where id = any ($1)", ids)
        self.cursors = {row["id"]: row["last_seq"] for row in rows}
        self.heard = {id_: [] for id_ in ids}
        self.wire = await connect(program.port, self._hear)
        await self._ask("welcome", msgspec.json.encode({"dialogues": ids, "side": self.side}))

    def post(self, dialogue: UUID, key: str, text: str) -> None:
        self.wire.send(f'{{"dialogue":"{dialogue}","key":"{key}","text":"{text}"}}'.encode())

    def _hear(self, payload: bytes, arrived: float) -> None:
        if payload == b'{"type":"welcome"}':
            self._answer("welcome", payload)
            return
        frame = self._decode(payload)
        self.heard[frame.dialogue].append((frame.seq, frame.key))
        self._shown(frame.key, self.side, arrived)


class DeskbellEnd(End):
    """An end of Deskbell's sessions, as docs/protocol.md says: hello, join, post, beat, frames by `prev`."""

    _event = msgspec.json.Decoder(EventFrame).decode
    _ok = msgspec.json.Decoder(Ok).decode

    async def open(self, program: Program, stage: Stage, dialogues: list[Dialogue]) -> None:
        first = dialogues[0]
        if self.side == CLIENT:
            assert first.account
            ticket = await stage.client_ticket(first.account)
        else:
            ticket = await stage.operator_ticket(first.operator)
        last = "last_all_seq" if self.side == CLIENT else "last_seq"
        ids = [one.session for one in dialogues]
        rows = await stage.connection.fetch(f"select id, {last} from session where id = any ($1)", ids)  # noqa: S608
        self.cursors = {row["id"]: row[last] for row in rows}
        self.heard = {id_: [] for id_ in ids}
        self._at = dict(self.cursors)
        await self.hello(program, ticket)
        for id_, cursor in self.cursors.items():
            joined = await self._ask(
                str(id_), msgspec.json.encode({"type": "join", "id": str(id_), "session": id_, "cursor": cursor})
            )
            if b'"too_long"' in joined or joined.startswith(b'{"type":"refused"'):
                raise ConnectionError(joined.decode())

    async def hello(self, program: Program, ticket: str) -> None:
        """The handshake, without following anything yet."""
        self.wire = await connect(program.port, self._hear)
        await self._ask("welcome", msgspec.json.encode({"type": "hello", "protocol": 1, "ticket": ticket}))

    def post(self, dialogue: UUID, key: str, text: str) -> None:
        self.wire.send(
            f'{{"type":"post","id":"{key}","session":"{dialogue}","send_key":"{key}","text":"{text}"}}'.encode()
        )

    def _hear(self, payload: bytes, arrived: float) -> None:
        if payload.startswith(b'{"type":"event"'):
            frame = self._event(payload)
            if frame.prev != self._at[frame.session]:
                self.faults.append(f"{frame.session} {frame.seq} follows {frame.prev}, had {self._at[frame.session]}")
            self._at[frame.session] = frame.seq
            message = frame.data.message
            self.heard[frame.session].append((frame.seq, message.send_key if message else None))
            if message:
                self._shown(message.send_key, self.side, arrived)
        elif payload.startswith(b'{"type":"ok"'):
            ok = self._ok(payload)
            if not self._answer(ok.id, payload):
                self._acked(str(ok.id), ok)
        elif payload.startswith(b'{"type":"beat"'):
            self.wire.send(b'{"type":"beat"}')
        elif payload.startswith(b'{"type":"welcome"'):
            self._answer("welcome", payload)
        elif payload.startswith((b'{"type":"refused"', b'{"type":"too_long"')):
            self.faults.append(payload.decode())


def end_of(program: Program) -> type[End]:
    return FloorEnd if program.name == "floor" else DeskbellEnd
