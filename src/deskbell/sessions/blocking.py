"""The blocklist as seen from sessions: what an entry would match, and blocking the client of a session.

All by the right of who asks: what he may not see is not counted either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db
from deskbell.base.errors import invalid, not_allowed
from deskbell.base.sql import statements
from deskbell.blocklist import service as blocklist
from deskbell.blocklist.locks import address_of, locks_of, matching
from deskbell.blocklist.model import INTERNAL, WIDGET, Kind, Match
from deskbell.blocklist.service import Wish
from deskbell.blocklist.values import check_lockable, facts_of, mail_of, value_of
from deskbell.clients import service as clients
from deskbell.clients.model import Account
from deskbell.rights.actor import Actor
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen
from deskbell.sessions.spam import mark_in, spammable

SQL = statements(__package__, "spam.sql")

COUNTED_MOST = 1_000
EXAMPLES_MOST = 5


@dataclass(frozen=True, slots=True)
class Fitting:
    """What an entry would match, of what one may see: `value` as it would be kept; counts up to COUNTED_MOST."""

    value: str
    accounts: int
    open_sessions: int
    more: bool
    examples: Sequence[dict[str, Any]]
    sessions: Sequence[dict[str, Any]]


async def fitting(
    db: Db, actor: Actor, kind: Kind, value: str, channel_kind: str | None, live_chat_ids: list[UUID] | None
) -> Fitting:
    """What an entry of this kind and value would match. Raises not_allowed, validation_failed."""
    if not blocklist.may_see_list(actor):
        raise not_allowed()
    kept = value_of(kind, value)
    rows = await db.all(
        SQL.sessions_fitting,
        kind=kind,
        value=kept,
        patterns=_patterns(kind, kept),
        channel_kind=channel_kind,
        live_chats=live_chat_ids,
        most=COUNTED_MOST + 1,
        **actor.scope(),
    )
    newest: dict[UUID, Any] = {}
    for row in rows[:COUNTED_MOST]:
        newest.setdefault(row["account_id"], row)
    running = [row for row in rows[:COUNTED_MOST] if row["state"] in ("waiting", "with_operator")]
    return Fitting(
        kept,
        len(newest),
        len(running),
        len(rows) > COUNTED_MOST,
        [_account_out(row) for row in list(newest.values())[:EXAMPLES_MOST]],
        [_session_out(row) for row in running[:EXAMPLES_MOST]],
    )


def _patterns(kind: Kind, value: str) -> list[str]:
    """What finds the accounts by the indexes of their e-mail or phone; as it is written and as the net writes it."""
    literal = re.sub(r"([\\%_])", r"\\\1", value)
    if kind == "phone":
        digits = literal.removeprefix("+")
        return [digits, "00" + digits, *(["8" + digits[1:]] if len(digits) == 11 and digits[0] == "7" else [])]
    spelled = {literal, _spelled(literal)}
    if kind == "email":
        return sorted(spelled)
    return sorted({f"%@{one}" for one in spelled} | {f"%.{one}" for one in spelled})


def _spelled(value: str) -> str:
    """With the domain in its own letters, as a client may have written it."""
    head, at, domain = value.rpartition("@")
    try:
        return head + at + domain.encode().decode("idna")
    except UnicodeError:
        return value


def _account_out(row: Any) -> dict[str, Any]:
    return {
        "id": row["account_id"],
        "name": row["client_name"] or row["account_name"] or f"#{row['number']}",
        "detail": row["email"] or row["phone"],
        "channel_kind": row["channel_kind"],
        "session_id": row["id"],
    }


def _session_out(row: Any) -> dict[str, Any]:
    return {
        "id": row["id"],
        "number": row["number"],
        "name": row["given_name"] or row["client_name"] or row["account_name"] or f"#{row['number']}",
        "live_chat": {"id": row["live_chat_id"], "name": row["live_chat_name"]},
    }


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to block the client of a session."""

    kind: Kind
    value: str


async def offers(db: Db, actor: Actor, session_id: UUID) -> tuple[list[Offer], list[tuple[Match, str]]]:
    """By what the client of a session can be blocked, and the entries he fits already, with their names. None of both
    for an employee. Raises not_found, not_allowed."""
    session = await seen(db, actor, session_id)
    if not may_block(actor, session):
        raise not_allowed()
    account = await _account_of(db, session)
    address = await address_of(db, account.id)
    here = [one for one in await matching(db, facts_of(account, address)) if _is_for(one, session.live_chat_id)]
    names = {one.id: (await blocklist.entry(db, actor, one.id)).name for one in here}
    return _offers(account, address), [(one, names[one.id]) for one in here]


def may_block(actor: Actor, session: Session) -> bool:
    """Whoever keeps the blocklist of the session's live chat; an employee nobody blocks."""
    return session.channel_kind != INTERNAL and blocklist.may_keep(actor, [session.live_chat_id])


def may_be_spam(session: Session) -> bool:
    """Employees never are."""
    return session.channel_kind != INTERNAL


def _is_for(match: Match, live_chat_id: UUID) -> bool:
    return match.everywhere or live_chat_id in match.live_chat_ids


async def _account_of(db: Db, session: Session) -> Account:
    account = await clients.account(db, session.account_id)
    assert account is not None
    return account


def _offers(account: Account, address: str | None) -> list[Offer]:
    if account.channel_kind == INTERNAL:
        return []
    found = [Offer("account", str(account.id))]
    signed = account.channel_kind == WIDGET and account.external_id.startswith("site:")
    if signed:
        found.append(Offer("visitor", account.external_id))
    listed = facts_of(account, None).claimed
    mail = mail_of(account.email)
    if mail:
        found += [Offer("email", mail), Offer("mail_domain", mail.rpartition("@")[2])]
    found += [Offer("phone", value) for kind, value in sorted(listed) if kind == "phone"][:1]
    if account.channel_kind != WIDGET and ("messenger_id", account.external_id) in listed:
        found.append(Offer("messenger_id", account.external_id))
    if address:
        found.append(Offer("address", value_of("address", address)))
    return found


@dataclass(frozen=True, slots=True)
class BlockWish:
    """How the client of a session is to be blocked. `live_chat_ids` None: everywhere."""

    kind: Kind
    name: str
    live_chat_ids: list[UUID] | None
    valid_until: datetime | None
    mark_spam: bool


async def block(db: Database, actor: Actor, session_id: UUID, wish: BlockWish) -> UUID:
    """Block the client of a session by something that is known of him, and mark the session as spam with it, if that
    is wished. Raises not_found, not_allowed, internal_never_locked, validation_failed, entry_exists, and what
    `mark_spam` refuses."""
    session = await seen(db, actor, session_id)
    check_lockable(session.channel_kind)
    if not may_block(actor, session):
        # He sees it by a mention alone: his own live chats are not where he knows this client from.
        raise not_allowed()
    blocklist.check_places(actor, wish.live_chat_ids)
    if wish.mark_spam:
        await spammable(db, actor, session_id)
    account = await _account_of(db, session)
    values = {one.kind: one.value for one in _offers(account, await address_of(db, account.id))}
    if wish.kind not in values:
        raise invalid(kind="unknown")
    listed = Wish("block", wish.name, wish.kind, values[wish.kind], None, wish.live_chat_ids, wish.valid_until)
    if wish.kind == "messenger_id":
        listed = replace(listed, channel_kind=account.channel_kind)
    async with db.transaction() as tx:
        entry_id = await blocklist.add_in(tx, actor, listed)
        if wish.mark_spam:
            await mark_in(tx, actor, session_id, entry_id)
    locks_of(db).forget()
    return entry_id
