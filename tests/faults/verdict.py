"""The one checker: what was acknowledged and shown, held against what is stored. Every run is judged by it, the
negative controls too."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from tests.faults.people import Follower, History, Sender

LOST = "acknowledged messages are missing, or stored as others"
DOUBLED = "messages are stored twice"
REORDERED = "sessions have messages in another order than they were written"
HOLES = "sessions have a hole in their numbers"
UNANSWERED = "messages were never acknowledged"
SHOWN = "front ends were shown another list than is stored"
WRONG = "answers were wrong"

MESSAGES = "select session_id, seq, id, text from message where session_id = any ($1::uuid[]) order by session_id, seq"
GAPS = """
select s.id from session s left join event e on e.session_id = s.id where s.id = any ($1::uuid[])
group by s.id, s.last_seq having count(*) <> s.last_seq or max(e.seq) <> s.last_seq or min(e.seq) <> 1
"""
NUMBERS = "select id, last_seq, last_all_seq from session where id = any ($1::uuid[])"

Told = list[tuple[int, str, str]]


@dataclass(frozen=True)
class Kept:
    """From the database: session → [(number, id, words)], and the sessions whose numbers have a hole."""

    messages: dict[str, Told]
    holes: list[str]


async def read_kept(dsn: str, sessions: Sequence[str]) -> Kept:
    """What is stored of these sessions."""
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        messages: dict[str, Told] = {session: [] for session in sessions}
        for row in await connection.fetch(MESSAGES, list(sessions)):
            messages[str(row["session_id"])].append((row["seq"], str(row["id"]), row["text"]))
        holes = [str(row["id"]) for row in await connection.fetch(GAPS, list(sessions))]
    finally:
        await connection.close(timeout=5)
    return Kept(messages, holes)


async def behind(dsn: str, fronts: Sequence[Follower]) -> list[str]:
    """Who has not come to the last number of each of his sessions; one cheap look."""
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        rows = await connection.fetch(NUMBERS, list({session for one in fronts for session in one.sessions}))
    finally:
        await connection.close(timeout=5)
    last = {(str(row["id"]), staff): row[name] for row in rows for staff, name in LAST}
    return [
        f"{one.name} has {session} to {cursor} of {last[session, one.staff]}"
        for one in fronts
        for session, cursor in one.sessions.items()
        if cursor != last[session, one.staff]
    ]


LAST = ((True, "last_seq"), (False, "last_all_seq"))


def broken(history: History, fronts: Sequence[Follower], kept: Kept) -> dict[str, list[str]]:
    """The promises that were broken, each with its witnesses; empty when all were kept."""
    stored = {(words, seq, id_) for told in kept.messages.values() for seq, id_, words in told}
    times = Counter(words for told in kept.messages.values() for _, _, words in told)
    found = {
        LOST: [str(one) for one in history.acked.values() if one not in stored],
        DOUBLED: [words for words, count in times.items() if count > 1],
        REORDERED: [one.name for one in fronts if isinstance(one, Sender) and not _in_order(one, kept)],
        HOLES: kept.holes,
        UNANSWERED: [words for key, words in history.tried.items() if key not in history.acked],
        SHOWN: [
            f"{one.name} in {session}"
            for one in fronts
            for session in one.sessions
            if one.shown.get(session, []) != kept.messages[session]
        ],
        WRONG: history.wrong,
    }
    return {promise: witnesses for promise, witnesses in found.items() if witnesses}


def _in_order(sender: Sender, kept: Kept) -> bool:
    written = [words.split() for session in sender.sessions for _, _, words in kept.messages[session]]
    numbers: dict[str, list[int]] = {}
    for lane, number in written:
        numbers.setdefault(lane, []).append(int(number))
    return all(lane == sorted(lane) for lane in numbers.values())


def in_words(promises: dict[str, list[str]]) -> str:
    """For whoever reads the failure."""
    return "; ".join(f"{len(witnesses)} {promise}: {witnesses[:3]}" for promise, witnesses in promises.items())
