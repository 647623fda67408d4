"""What must hold after every load (docs/delivery's I1–I4): all acknowledged are stored once, numbers have no holes, and
each end was shown exactly what is stored, in order. SystemExit where it does not: the run is void."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from bench.ends import CLIENT, End, Heard, Ok

SECONDS_TO_CATCH_UP = 10.0
Sides = Sequence[tuple[End, End]]
Sent = Mapping[str, tuple[int, int, float]]


def _void(why: str) -> SystemExit:
    return SystemExit(f"The run is void: {why}")


async def check_floor(
    connection: asyncpg.Connection, sides: Sides, dialogues: Sequence[UUID], sent: Sent, _acks: Mapping[str, Ok]
) -> None:
    """Everything sent is stored once, densely, and was shown to the other side in order."""
    for number, dialogue in enumerate(dialogues):
        rows = await connection.fetch(
            "select seq, send_key::text as key, side from message where dialogue_id = $1 and seq > $2 order by seq",
            dialogue,
            sides[number][CLIENT].cursors[dialogue],
        )
        first = sides[number][CLIENT].cursors[dialogue] + 1
        _dense([row["seq"] for row in rows], first, dialogue)
        _once([row["key"] for row in rows], {key for key, (where, _, _) in sent.items() if where == number}, dialogue)
        for side, end in enumerate(sides[number]):
            wanted = [(row["seq"], row["key"]) for row in rows if row["side"] != side]
            _same(end.heard[dialogue], wanted, dialogue)


async def check_sessions(
    connection: asyncpg.Connection, sides: Sides, dialogues: Sequence[UUID], sent: Sent, acks: Mapping[str, Ok]
) -> None:
    """Everything sent is acknowledged and stored once under the number and id of its acknowledgement; the log is
    dense; both ends were shown exactly the log that is theirs to see."""
    if set(acks) != set(sent):
        raise _void(f"{len(sent) - len(acks)} messages were not acknowledged")
    by_dialogue: dict[int, set[str]] = {}
    for key, (where, _, _) in sent.items():
        by_dialogue.setdefault(where, set()).add(key)
    for number, session in enumerate(dialogues):
        ends = sides[number]
        stored = await connection.fetch(
            "select seq, id, send_key::text as key from message where session_id = $1 and seq > $2",
            session,
            ends[CLIENT].cursors[session],
        )
        _once([row["key"] for row in stored], by_dialogue.get(number, set()), session)
        for row in stored:
            ack = acks[row["key"]]
            if (ack.session, ack.seq, ack.message_id) != (session, row["seq"], row["id"]):
                raise _void(f"{session} {row['seq']} was acknowledged as {ack}")
        await _check_log(connection, session, ends, {row["seq"]: row["key"] for row in stored})


async def _check_log(
    connection: asyncpg.Connection, session: UUID, ends: tuple[End, End], keys: Mapping[int, str]
) -> None:
    """Receipts may still be written and shown while we look: both must come to rest on the same."""
    for last in (False,) * int(SECONDS_TO_CATCH_UP / 0.1) + (True,):
        rows = await connection.fetch("select seq, audience from event where session_id = $1 order by seq", session)
        _dense([row["seq"] for row in rows], 1, session)
        wanted = [
            [
                (row["seq"], keys.get(row["seq"]))
                for row in rows
                if row["seq"] > end.cursors[session] and (row["audience"] == "all" or side != CLIENT)
            ]
            for side, end in enumerate(ends)
        ]
        if last or all(end.heard[session] == one for end, one in zip(ends, wanted, strict=True)):
            for end, one in zip(ends, wanted, strict=True):
                _same(end.heard[session], one, session)
            return
        await asyncio.sleep(0.1)


def _dense(numbers: Sequence[int], first: int, where: UUID) -> None:
    if list(numbers) != list(range(first, first + len(numbers))):
        raise _void(f"{where}: numbers have holes")


def _once(stored: Sequence[str], sent: set[str], where: UUID) -> None:
    if len(stored) != len(set(stored)) or set(stored) != sent:
        raise _void(f"{where}: {len(sent)} sent, {len(stored)} stored")


def _same(heard: Heard, wanted: Heard, where: UUID) -> None:
    if heard != wanted:
        raise _void(f"{where}: an end was shown {len(heard)}, stored are {len(wanted)}, or in another order")
