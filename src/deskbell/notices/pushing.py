"""Web push: what rings also where no desk is open. The worker follows the log, decides by the same rule as open desks
do, and asks for a job for each browser; the job encrypts and sends, and tries again.

A push says kind, number and live chat, never a word or a name of a client: it lies on somebody's lock screen.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import structlog

from deskbell.auth import gate
from deskbell.base import clock, work
from deskbell.base.db import Database, Row, Transaction
from deskbell.base.egress import Denied, Egress
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.notices.desk import concerns, kinds_of
from deskbell.notices.encryption import Target, authorisation, encrypt, to_text
from deskbell.notices.subscriptions import keys
from deskbell.rights.actor import Actor
from deskbell.sessions.fanout import RowChange
from deskbell.sessions.model import Session
from deskbell.sessions.reading import by_ids

SQL = statements(__package__, "push.sql")

EVERY_SECONDS = 1.0
SESSIONS_MOST = 500
STALE_SECONDS = 300
"""What is older says nothing any more: no job tries longer, and no push service keeps it longer."""

SEND_SECONDS = 8.0
JOB = "push"
KNOWN = ("state", "queued_at", "operator_id", "client_count", "escalated_at")
HIGH = frozenset({"session_waiting", "session_escalated", "session_assigned"})

_log = structlog.get_logger()


async def follow(db: Database) -> int:
    """Ask for a push of whatever began to ring since the last time; how many. Run by the worker."""
    row = await db.first(SQL.anybody_subscribed)
    if not (row and row["anybody"]):
        return 0
    epoch, now = await log.horizon(db)
    async with db.transaction() as tx:
        held = await tx.first(SQL.hold_progress)
        if held is None:
            return 0
        changed: Iterable[UUID] = ()
        if held["epoch"] == epoch and await log.answerable(tx, int(held["upto"])):
            window = await log.changed_since(tx, int(held["upto"]))
            now, changed = window.upto, window.changed
        # After a pause too long for the log nothing is made up for: nobody wants to be rung for the past.
        newest = sorted(changed, reverse=True)[:SESSIONS_MOST]
        notices = [*await _rung(tx, newest), *await _called(tx, held["called_upto"])]
        asked = await _ask(tx, notices) if notices else 0
        await tx.run(SQL.set_progress, epoch=epoch, upto=str(now))
    return asked


Notice = tuple[str, RowChange, UUID | None]
"""A kind, the change that rings, and the only person it is for, where it is for one."""


async def _rung(tx: Transaction, changed: Sequence[UUID]) -> list[Notice]:
    sessions = await by_ids(tx, list(changed)) if changed else []
    if not sessions:
        return []
    known = {row["session_id"]: row for row in await tx.all(SQL.known_sessions, session_ids=list(changed))}
    ids = [one.id for one in sessions]
    givers = {row["session_id"]: row["actor_id"] for row in await tx.all(SQL.last_givers, session_ids=ids)}
    await _note_known(tx, sessions)
    changes = [RowChange(_before(one, known.get(one.id)), one, givers.get(one.id)) for one in sessions]
    now = clock.now()
    return [(kind, change, None) for change in changes for kind in kinds_of(change, now)]


def _before(session: Session, known: Row | None) -> Session | None:
    if known is None:
        return None
    return replace(session, **{name: known[name] for name in KNOWN})


async def _note_known(tx: Transaction, sessions: Sequence[Session]) -> None:
    open_ones = [one for one in sessions if one.is_open]
    await tx.run(
        SQL.note_known,
        session_ids=[one.id for one in open_ones],
        states=[one.state for one in open_ones],
        queued=[one.queued_at for one in open_ones],
        operators=[one.operator_id for one in open_ones],
        counts=[one.client_count for one in open_ones],
        escalated=[one.escalated_at for one in open_ones],
    )
    await tx.run(SQL.forget_known, session_ids=[one.id for one in sessions if not one.is_open])


async def _called(tx: Transaction, since: datetime) -> list[Notice]:
    rows = await tx.all(SQL.calls_since, called_upto=since)
    sessions = {one.id: one for one in await by_ids(tx, [row["session_id"] for row in rows])} if rows else {}
    found = [(sessions.get(row["session_id"]), row["person_id"]) for row in rows]
    return [("mentioned", RowChange(None, one), person) for one, person in found if one is not None]


async def _ask(tx: Transaction, notices: Sequence[Notice]) -> int:
    """A job for each browser of each person whom a notice concerns and who wants to hear of it so."""
    browsers = await tx.all(SQL.subscriptions)
    actors = await gate.recheck_all(tx, {row["sign_in_id"] for row in browsers})
    at, jobs = clock.now().timestamp(), dict[str, dict[str, Any]]()
    for kind, change, person in notices:
        for row in browsers:
            actor = actors.get(row["sign_in_id"])
            if actor is None or not _wants(row["notices"], kind) or not _is_for(kind, change, person, actor):
                continue
            body = {"subscription": row["id"], "kind": kind, "session": change.after.id, "at": at}
            jobs[f"{JOB}/{row['id']}/{kind}/{change.after.id}"] = body
    await work.enqueue_many(tx, JOB, jobs)
    return len(jobs)


def _is_for(kind: str, change: RowChange, person: UUID | None, actor: Actor) -> bool:
    if actor.status == "offline":
        return False
    if person is not None:
        return person == actor.id and change.after.seen_by(actor)
    # Away is not called for what others may do as well.
    return concerns(kind, change, actor) and not (kind == "session_waiting" and actor.status != "online")


def _wants(notices: Mapping[str, Any], kind: str) -> bool:
    chosen = notices.get(kind)
    return not (isinstance(chosen, Mapping) and chosen.get("push") is False)


class Pusher:
    """Sends for one process: keys by the keeper, all addresses through egress."""

    def __init__(self, keeper: Keeper, egress: Egress, public_url: str) -> None:
        self._keeper = keeper
        self._egress = egress
        self._contact = public_url if public_url.startswith("https://") else None

    async def send(self, db: Database, body: Mapping[str, Any]) -> None:
        """The job: one push to one browser. Raises to be tried again; a subscription that ended is dropped."""
        if clock.now().timestamp() - float(body["at"]) > STALE_SECONDS:
            return
        kind, subscription = str(body["kind"]), UUID(str(body["subscription"]))
        row = await _due(db, kind, subscription, body.get("session"))
        if row is None:
            return
        payload = msgspec.json.encode(_payload(kind, row, body.get("session")))
        headers = {"TTL": str(STALE_SECONDS), "Urgency": "high" if kind in HIGH else "normal"}
        if body.get("session"):
            # What a browser that was away missed of one session comes as one: the last.
            headers["Topic"] = to_text(UUID(str(body["session"])).bytes)
        status = await self._post(db, Target(row["endpoint"], row["p256dh"], row["auth"]), payload, headers)
        await _settle(db, subscription, status)

    async def _post(self, db: Database, to: Target, payload: bytes, headers: Mapping[str, str]) -> int:
        ours = await keys(db, self._keeper)
        signed = authorisation(ours.private, to.endpoint, self._contact, clock.now())
        sent = {
            **headers,
            "Authorization": signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        try:
            async with asyncio.timeout(SEND_SECONDS), self._egress.client() as client:
                request = client.build_request("POST", to.endpoint, content=encrypt(payload, to), headers=sent)
                answer = await client.send(request, stream=True)
                await answer.aclose()
                return answer.status_code
        except Denied:
            _log.warning("push denied", host=urlsplit(to.endpoint).hostname)
            return 0


async def _due(db: Database, kind: str, subscription: UUID, session: object) -> Row | None:
    if kind == "test":
        return await db.first(SQL.push_test_due, subscription_id=subscription)
    return await db.first(SQL.push_due, subscription_id=subscription, kind=kind, session_id=UUID(str(session)))


def _payload(kind: str, row: Row, session: object) -> dict[str, Any]:
    said = {"kind": kind, "language": row["language"]}
    if session is None:
        return said
    where = {"live_chat": row["live_chat_id"], "live_chat_name": row["live_chat_name"]}
    return said | where | {"session": session, "number": row["number"]}


class PushFailed(Exception):
    """The push service could not take it now."""


async def _settle(db: Database, subscription: UUID, status: int) -> None:
    """Taken; gone for good (RFC 8030 §7.3); later (its fault, or too many); or never: our message is not to its taste,
    or its address is private."""
    if 200 <= status < 300:
        await db.run(SQL.note_sent, id=subscription)
    elif status in (404, 410):
        await db.run(SQL.drop_dead_subscription, id=subscription)
    else:
        await db.run(SQL.note_failed, id=subscription)
        if status == 429 or status >= 500:
            raise PushFailed(str(status))
        _log.warning("push refused", status=status)


async def try_push(tx: Transaction, subscription_ids: Sequence[UUID]) -> None:
    """A push to each of these browsers that says only that it works."""
    for id_ in subscription_ids:
        body = {"subscription": id_, "kind": "test", "at": clock.now().timestamp()}
        await work.enqueue(tx, JOB, body, key=f"{JOB}/{id_}/test")
