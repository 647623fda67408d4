"""Sending what has to leave: the head of each account's line, in order, under a lease, once as far as it can be known.

A message is planned into parts by its channel's limits; each part that was taken is stored before the next is sent, so
that a further try goes on with the part that did not go. What became of it is a state of the message. A call whose end
nobody knows is `uncertain` where the provider cannot tell a repeat, and is never made a second time by itself.
"""

import asyncio
import contextlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

import structlog
from prometheus_client import Counter, Histogram

from deskbell.base import clock
from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.channels import accounts, standing
from deskbell.channels.contract import Capability, Link, Outside
from deskbell.channels.links import limits_of
from deskbell.channels.looking import looker_of
from deskbell.channels.messages import Attempt, OutboundFile, OutboundMessage, SendError, SendResult, Thread
from deskbell.channels.planning import plan
from deskbell.channels.settling import Taken, kept_ids, settler_of
from deskbell.live_chats.model import Channel
from deskbell.sessions import merging, outgoing
from deskbell.sessions.deliveries import Mark, mark, mark_in
from deskbell.sessions.outgoing import LEASE_SECONDS, Leaving, Outgoing

SQL = statements(__package__, "delivery.sql")

CALL_SECONDS = 45.0
"""The longest one call may take: shorter than the lease, so that nobody else calls meanwhile."""
MARGIN_SECONDS = 5.0
GIVEN_UP_SECONDS = 24 * 3600.0
FIRST_WAIT, WAIT_MOST = 2.0, 600.0
EARLIER_MOST = 20
ATTEMPT_DAYS = 7
LET_GO_SECONDS = 2.0

_log = structlog.get_logger()
_sent = Counter("deskbell_deliveries_total", "Tries to deliver, by kind of channel and outcome", ["kind", "outcome"])
_took = Histogram("deskbell_delivery_seconds", "From a message's writing to its being taken", ["kind"])


@dataclass(frozen=True, slots=True)
class Way:
    """A channel that may send, and the way to its provider."""

    channel: Channel
    outside: Outside
    link: Link[Any]


@dataclass(slots=True)
class _Hold:
    """How long a claim is surely ours, and whether the provider was asked under it."""

    since: float
    called: bool = False

    def call(self) -> None:
        """Right before the first byte: with less time than a call may take, another could be calling already."""
        if clock.ticks() - self.since > LEASE_SECONDS - CALL_SECONDS - MARGIN_SECONDS:
            raise LeaseLost
        self.called = True


class LeaseLost(Exception):
    """Somebody else holds this by now: nothing more is done or written."""


async def deliver(db: Database, way: Way, one: Outgoing, claimed_at: float) -> None:
    """Do what a claim asks for, and store what became of it. `claimed_at` in ticks, from before the claim was asked
    for: who wakes after his lease sends nothing."""
    hold = _Hold(claimed_at)
    try:
        await _deliver(db, way, one, hold)
    except (Refusal, *LOST):
        if hold.called:
            raise
        _log.warning("let go unasked", channel=str(one.channel_id), id=one.id)
        await let_go(db, one, hold.since, LET_GO_SECONDS)


async def let_go(db: Database, one: Outgoing, since: float, wait: float) -> None:
    """Put back what the provider was not asked about, however often the database does not answer while the claim is
    ours: left as it is, it would look like a call that somebody died over. That somebody did is not forgotten."""
    while True:
        with contextlib.suppress(Refusal, *LOST):
            await outgoing.put_back(db, one, wait, tried=False, calling=one.was_calling)
            return
        if clock.ticks() - since > LEASE_SECONDS:
            return
        await asyncio.sleep(LET_GO_SECONDS)


async def _deliver(db: Database, way: Way, one: Outgoing, hold: _Hold) -> None:
    begun = clock.ticks()
    outcome, error = "sent", None
    try:
        if one.was_calling and Capability.REPEATABLE not in way.outside.capabilities:
            raise SendError("uncertain", "worker_died")
        await _do(db, way, one, hold)
    except LeaseLost:
        _log.warning("lease lost", channel=str(one.channel_id), id=one.id)
        if not hold.called:
            # Nobody was asked: if it is still ours, it waits for a quicker moment.
            await let_go(db, one, hold.since, 0.0)
        return
    except SendError as fault:
        outcome, error = fault.kind, fault
    except asyncio.CancelledError:
        if not hold.called:
            # We stop, and nobody was asked: the next begins it at once.
            await outgoing.put_back(db, one, 0.0, tried=False, calling=one.was_calling)
        raise
    except GeneratorExit:
        raise
    except Exception as fault:
        # Our own mistake, or the database's silence. After a call nobody knows what became of it.
        _log.exception("delivery failed", channel=str(one.channel_id))
        repeatable = not hold.called or Capability.REPEATABLE in way.outside.capabilities
        error = SendError("retry" if repeatable else "uncertain", "fault", type(fault).__name__)
        outcome = error.kind
    _sent.labels(way.channel.kind, outcome).inc()
    took = round((clock.ticks() - begun) * 1000)
    if error is not None or one.deed != "send":
        await _note_attempt(db, one, outcome, error, took)
    if error is not None:
        await _settle_failure(db, way, one, error)
    else:
        _took.labels(way.channel.kind).observe(one.age)


async def _do(db: Database, way: Way, one: Outgoing, hold: _Hold) -> None:
    message, reached = await looker_of(db).look(one)
    if message is None:
        await outgoing.finish(db, one)
        return
    to = accounts.reached_at(reached, message.external_id)
    if one.deed != "send":
        await _change(db, way, one, message, to, hold)
        return
    if message.state in ("sent", "delivered", "read") and await _is_named(db, one):
        # A receipt came before this try: it is there, and another one would be a second message.
        await outgoing.finish(db, one)
        return
    if message.deleted_at is not None and not one.parts_sent:
        raise SendError("permanent", "taken_back")
    if reached is not None and reached["unreachable_at"] is not None:
        raise SendError("permanent", "unreachable", reached["unreachable_code"] or "")
    files = await outgoing.files_of(db, one, message)
    whole = await _outbound(db, way, one, message, files, to, reached)
    if way.outside.prepare is not None:
        whole = await way.outside.prepare(db, way.channel, whole)
    limits = limits_of(way.outside, way.link.settings)
    if limits.window is not None and not _within(limits.window.total_seconds(), whole):
        raise SendError("window_closed", "window_closed")
    if way.outside.plan is not None:
        parts = tuple(way.outside.plan(whole))
    else:
        planned = plan(whole, limits, way.outside.capabilities)
        if planned.refused:
            raise SendError("permanent", "file_refused", ", ".join(file.name for file in planned.refused))
        parts = planned.parts
    await _send_parts(db, way, one, parts, hold)


async def _is_named(db: Database, one: Outgoing) -> bool:
    """Whether the provider named its last part: a client who read up to a moment says less than that."""
    rows = await db.all(SQL.external_ids_of, channel_id=one.channel_id, session_id=one.session_id, seq=one.seq)
    return any(row["part"] == row["parts"] - 1 for row in rows)


async def _send_parts(db: Database, way: Way, one: Outgoing, parts: Sequence[OutboundMessage], hold: _Hold) -> None:
    if not parts:
        raise SendError("permanent", "nothing_to_send")
    for part in parts[one.parts_sent :]:
        begun = clock.ticks()
        hold.call()
        attempt = Attempt(one.attempts, uuid5(part.send_key, str(part.part)))
        result = await _called(way, way.outside.send(way.link, part, attempt))
        took = round((clock.ticks() - begun) * 1000)
        if part.part == len(parts) - 1:
            taken = Taken(one, result.external_ids, part.part, len(parts), result.state == "sent", took)
            held = await settler_of(db).settle(taken)
        else:
            async with db.transaction() as tx:
                held = await outgoing.keep_part(tx, one, part.part + 1)
                await _name(tx, one, result, part.part, len(parts))
            hold.called = False
        hold.since = clock.ticks()
        if not held:
            raise LeaseLost
        if result.refused:
            await merging.copies_refused(db, one.session_id, result.refused)
    if one.parts_sent >= len(parts):
        await outgoing.finish(db, one)
        await mark(db, [Mark(one.session_id, one.seq, "sent")])


async def _called(way: Way, call: Any) -> SendResult:
    """A call to the provider within its time. Its wire tells failures as SendErrors; a time that ran out is one too."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            result: SendResult = await call
            return result
    except TimeoutError:
        repeatable = Capability.REPEATABLE in way.outside.capabilities
        raise SendError("retry" if repeatable else "uncertain", "timeout") from None


async def _name(tx: Any, one: Outgoing, result: SendResult, part: int, parts: int) -> None:
    ids = kept_ids(result.external_ids)
    if ids:
        await tx.run(
            SQL.add_messages,
            channel_id=one.channel_id,
            session_id=one.session_id,
            seq=one.seq,
            external_ids=ids,
            part_numbers=[part] * len(ids),
            parts=parts,
            outbound=True,
        )


async def _change(db: Database, way: Way, one: Outgoing, message: Leaving, to: Any, hold: _Hold) -> None:
    """An edit or a deletion follows what was sent. What never left needs none, and a channel that cannot gets none."""
    rows = await db.all(SQL.external_ids_of, channel_id=one.channel_id, session_id=one.session_id, seq=one.seq)
    ids = [row["external_id"] for row in rows]
    change = way.outside.delete if one.deed == "delete" else way.outside.edit
    if ids and change is not None and (one.deed == "delete" or message.deleted_at is None):
        hold.call()
        if one.deed == "delete":
            assert way.outside.delete is not None
            await _called(way, way.outside.delete(way.link, to, ids))
        else:
            assert way.outside.edit is not None
            new = OutboundMessage(message.send_key, to, message.text, author=message.author_name or "")
            await _called(way, way.outside.edit(way.link, to, ids, new))
    await outgoing.finish(db, one)


async def _outbound(
    db: Database, way: Way, one: Outgoing, message: Leaving, files: Sequence[Any], to: Any, reached: Any
) -> OutboundMessage:
    reply_to = None
    if message.quote_seq is not None:
        rows = await db.all(
            SQL.external_ids_of, channel_id=one.channel_id, session_id=one.session_id, seq=message.quote_seq
        )
        reply_to = rows[0]["external_id"] if rows else None
    whole = OutboundMessage(
        send_key=message.id,
        account=to,
        text=message.text,
        attachments=tuple(
            OutboundFile(row["id"], _kind_of(row["media_type"]), row["name"], row["media_type"], row["size"])
            for row in files
        ),
        reply_to=reply_to,
        quote=message.quote_text,
        last_inbound_at=reached["last_inbound_at"] if reached is not None else None,
        author=message.author_name or "",
    )
    if Capability.THREADS in way.outside.capabilities:
        whole = replace(whole, thread=await _thread(db, one, message))
    return whole


async def _thread(db: Database, one: Outgoing, message: Leaving) -> Thread:
    rows = await db.all(
        SQL.earlier_ids, channel_id=one.channel_id, session_id=one.session_id, seq=one.seq, most=EARLIER_MOST
    )
    inbound = [row["external_id"] for row in rows if not row["outbound"]]
    earlier = tuple(row["external_id"] for row in rows)
    return Thread(one.session_id, message.number, message.subject or "", earlier, inbound[-1] if inbound else None)


def _kind_of(media_type: str) -> Any:
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"


def _within(seconds: float, message: OutboundMessage) -> bool:
    return message.last_inbound_at is not None and (clock.now() - message.last_inbound_at).total_seconds() < seconds


async def _settle_failure(db: Database, way: Way, one: Outgoing, error: SendError) -> None:
    """What the kind of error asks for: later, never, or nothing at all."""
    if error.account_update is not None and one.attempts <= 2:
        await accounts.move(db, one.channel_id, one.account_id, error.account_update)
        await outgoing.put_back(db, one, 0.0, tried=True)
        return
    if error.kind in ("retry", "rate_limited"):
        await _later(db, way, one, error)
    elif error.kind == "channel_broken":
        await standing.stop(db, one.channel_id, error.code, error.detail)
        await outgoing.put_back(db, one, 0.0, tried=False)
    elif one.deed != "send":
        # The message itself is with the client: that its change did not follow is in the log of tries.
        await outgoing.finish(db, one)
    else:
        state = "uncertain" if error.kind == "uncertain" else "failed"
        code = error.code or error.kind
        if error.kind == "blocked":
            message, reached = await looker_of(db).look(one)
            if message is not None:
                to = accounts.reached_at(reached, message.external_id)
                await accounts.set_unreachable(db, one.channel_id, one.account_id, to, code)
            code = "blocked"
        await _give_up(db, one, Mark(one.session_id, one.seq, state, code, error.detail))  # type: ignore[arg-type]


async def _later(db: Database, way: Way, one: Outgoing, error: SendError) -> None:
    wait = wait_before(way.outside, one.attempts, one.age, error)
    if wait is None:
        if one.deed == "send":
            detail = f"{error.code} {error.detail}".strip()
            await _give_up(db, one, Mark(one.session_id, one.seq, "failed", "given_up", detail))
        else:
            await outgoing.finish(db, one)
        if way.outside.stops_when_given_up:
            await standing.stop(db, one.channel_id, "given_up", f"{error.code} {error.detail}".strip())
        return
    if error.kind == "rate_limited" and error.whole_channel:
        await standing.let_wait(db, one.channel_id, wait)
    await outgoing.put_back(db, one, wait, tried=error.kind == "retry")


def wait_before(outside: Outside, attempts: int, age: float, error: SendError) -> float | None:
    """Seconds until the next try, None when there is none any more. Full jitter; what the provider asks for is a
    floor."""
    asked = max(0.0, error.retry_after or 0.0)
    if error.kind == "rate_limited":
        return max(asked, 1.0) * random.uniform(1.0, 1.2) if age < GIVEN_UP_SECONDS else None  # noqa: S311 - jitter
    if outside.retries:
        if attempts > len(outside.retries):
            return None
        return max(asked, outside.retries[attempts - 1] * random.uniform(0.9, 1.1))  # noqa: S311 - jitter
    if age >= GIVEN_UP_SECONDS:
        return None
    most = min(WAIT_MOST, FIRST_WAIT * 2 ** min(attempts - 1, 20))
    return max(asked, random.uniform(0.2, most))  # noqa: S311 - jitter


async def _give_up(db: Database, one: Outgoing, what: Mark) -> None:
    async with db.transaction() as tx:
        if await outgoing.bury(tx, one):
            await mark_in(tx, [what])


async def _note_attempt(db: Database, one: Outgoing, outcome: str, error: SendError | None, took_ms: int) -> None:
    await db.run(
        SQL.add_attempt,
        channel_id=one.channel_id,
        session_id=one.session_id,
        seq=one.seq,
        deed=one.deed,
        number=one.attempts,
        outcome=outcome,
        code=_words(error.code if error else "", 100),
        detail=_words(error.detail if error else "", 500),
        took_ms=took_ms,
    )


def _words(text: str, most: int) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:most]


async def forget_attempts(db: Database) -> None:
    """Drop the log of tries after a week; run by the worker."""
    await db.run(SQL.forget_attempts, days=ATTEMPT_DAYS)
