"""One look at a channel: its provider is asked, and what it says becomes findings that the desk has words for.

A finding is `{code, level, detail}`: `ok`, `warning` (it works, for now), `broken` (nobody may rely on it). What is
found is stored, and told to everybody's desk only when it differs from what was found before.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar
from uuid import UUID

import structlog

from deskbell.base.db import Db, Transaction
from deskbell.base.sql import statements
from deskbell.channels.contract import Link, Outside, SendError
from deskbell.live_chats.model import Channel
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM

SQL = statements(__package__, "probing.sql")

ANSWER_SECONDS = 20.0
MISSES_MOST = 3
"""Looks in a row without an answer, the third of which makes a warning a breakdown."""
DETAIL_MOST = 500

OF_OURS = frozenset({"answer_unexpected", "address_denied"})
"""Refusals of our own: what a wire function raised that it may not, an address that nobody opened in EGRESS_ALLOW."""

Level = Literal["ok", "warning", "broken"]
T = TypeVar("T")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at; `detail` is the provider's own words, or a number that the words need."""

    code: str
    level: Level
    detail: str = ""

    def out(self) -> dict[str, str]:
        return {"code": self.code, "level": self.level, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Report:
    """What one look found. `identity`: the account at the provider, `named`: what it is called there; `begins`: where
    a first poll would begin."""

    findings: tuple[Seen, ...] = ()
    identity: str | None = None
    named: str | None = None
    begins: Mapping[str, Any] | None = None

    @property
    def state(self) -> Level:
        levels = {one.level for one in self.findings}
        return "broken" if "broken" in levels else "warning" if "warning" in levels else "ok"

    @property
    def works(self) -> bool:
        return self.state != "broken"

    def and_also(self, *more: Seen) -> "Report":
        return replace(self, findings=(*self.findings, *more))


async def probe(outside: Outside, link: Link[Any]) -> Report:
    """Ask the provider how things stand; whatever goes wrong is a finding."""
    try:
        health = await in_time(outside.health(link))
    except SendError as error:
        return refused(Report(), error)
    seen = [
        Seen(one.code, "ok" if one.ok else "broken" if one.grave else "warning", one.detail[:DETAIL_MOST])
        for one in health.findings
    ]
    return Report(tuple(seen), health.external_id, health.who, health.begins)


async def in_time(asked: Awaitable[T]) -> T:
    """The answer of a wire function, or SendError: also for one that takes too long, or raises what it may not."""
    try:
        return await asyncio.wait_for(asked, ANSWER_SECONDS)
    except SendError:
        raise
    except TimeoutError:
        raise SendError("retry", "timeout", "") from None
    except Exception as fault:
        _log.exception("a wire function raised what it may not")
        raise SendError("permanent", "answer_unexpected", type(fault).__name__) from fault


def refused(report: Report, error: SendError) -> Report:
    """A report with what a wire function could not do."""
    detail = (error.detail or error.code)[:DETAIL_MOST]
    if error.kind in ("retry", "uncertain"):
        return report.and_also(Seen("unreachable", "warning", detail))
    if error.kind == "rate_limited":
        return report.and_also(Seen("rate_limited", "warning", detail))
    known = error.code if error.code in OF_OURS else "refused"
    return report.and_also(Seen(known, "broken", "" if known == "address_denied" else detail))


def unreadable() -> Report:
    """The secrets were sealed under a master key that is lost."""
    return Report((Seen("secret_unreadable", "broken"),))


def taken(report: Report, live_chat: str) -> Report:
    """The account is another live chat's."""
    return report.and_also(Seen("account_taken", "broken", live_chat))


async def keep(tx: Transaction, channel: Channel, report: Report) -> None:
    """Store what was found; the workspace hears of it when it is other than before."""
    before = await tx.first(SQL.health_held, channel_id=channel.id)
    missed = any(one.code == "unreachable" for one in report.findings)
    misses = (before["misses"] if before else 0) + 1 if missed else 0
    if misses >= MISSES_MOST:
        grave = [replace(one, level="broken") if one.code == "unreachable" else one for one in report.findings]
        report = replace(report, findings=tuple(grave))
    findings = [one.out() for one in report.findings]
    was = before["findings"] if before else []
    changed = before is None or before["state"] is None or told_of(was) != told_of(findings)
    await tx.run(
        SQL.keep_health,
        channel_id=channel.id,
        state=report.state,
        findings=findings,
        misses=misses,
        changed=changed,
    )
    if told_of(was) != told_of(findings):
        about = {"channel_id": str(channel.id), "live_chat_id": str(channel.live_chat_id), "state": report.state}
        await log.note(tx, SYSTEM, "channel_health_changed", about)


def told_of(findings: Sequence[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """What people are told of: the same troubles with other numbers are the same troubles."""
    return frozenset((one["code"], one["level"]) for one in findings if one["level"] != "ok")


async def look_soon(db: Db, channel_id: UUID) -> None:
    """Let the doctor look at a channel with the next round."""
    await db.run(SQL.look_soon, channel_id=channel_id)


async def forget(tx: Db, channel_id: UUID) -> None:
    """Of a channel that is not connected nothing is known."""
    await tx.run(SQL.forget_health, channel_id=channel_id)
