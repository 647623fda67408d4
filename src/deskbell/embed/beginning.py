"""Beginning a session from Live Chat Messages: with those whom the card or the token is about, by the one door of
`channels/outreach`, with the operator's own right."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.channels import outreach
from deskbell.embed import reading
from deskbell.embed.model import Scope
from deskbell.live_chats import service as live_chats
from deskbell.live_chats.model import LiveChat
from deskbell.rights.actor import Actor, Role
from deskbell.sessions import bindings
from deskbell.sessions.clients_seen import client_seen
from deskbell.sessions.model import Session, reference

SQL = statements(__package__)

PEOPLE_MOST = 20
"""So many clients of an item are offered, those who wrote last."""


async def may_begin(db: Database, actor: Actor, scope: Scope) -> bool:
    """Whether beginning is offered: an operator where some channel begins, and somebody here whom he may see. Offline
    too, who learns why not when he tries."""
    return bool(await _live_chats(db, actor)) and bool(await _people(db, actor, scope, 1))


async def ways(db: Database, actor: Actor, scope: Scope) -> list[dict[str, Any]]:
    """How this operator could begin here: `{live_chat, client, account, channel, refused, session}` for each account in
    each of his live chats that a channel reaches; where none does, the accounts with `refused` no_channel.

    `refused`: why not, as in `cannot_begin`, or session_open_exists, then with the `session` where it is read here.
    """
    found = []
    for live_chat in await _live_chats(db, actor):
        for client_id, name in await _people(db, actor, scope, PEOPLE_MOST):
            here = await outreach.ways(db, actor, live_chat.id, client_id)
            session = await _read_here(db, actor, scope, here["session"])
            for way in here["accounts"]:
                if scope.accounts and way["account"].id not in scope.accounts:
                    continue
                refused = "session_open_exists" if here["open"] and way["channel"] else way["refused"]
                found.append(
                    {
                        **way,
                        "live_chat": reference(live_chat.id, live_chat.name),
                        "client": reference(client_id, name),
                        "refused": refused,
                        "session": session if refused == "session_open_exists" else None,
                    }
                )
    reached = [way for way in found if way["channel"]]
    return reached or found


async def begin(
    db: Database,
    actor: Actor,
    scope: Scope,
    live_chat_id: UUID,
    channel_id: UUID,
    account_id: UUID,
    begin_key: UUID,
    subject: str | None = None,
    text: str | None = None,
) -> tuple[Session, bool]:
    """Begin a session that is the actor's own; False where this key has begun it before. On an item that sessions are
    registered with, it is registered. Refuses as `outreach.begin`, and an account that is not of what is looked at."""
    # Who is no operator there is refused as such below, whoever the account is.
    if actor.has(Role.OPERATOR, live_chat_id) and not await _is_here(db, actor, scope, account_id):
        raise invalid(account_id="unknown")
    person = outreach.Person(account_id)
    session, fresh = await outreach.begin(db, actor, live_chat_id, channel_id, person, begin_key, subject, text)
    await _register(db, actor, scope, session.id)
    return session, fresh


async def _register(db: Database, actor: Actor, scope: Scope, session_id: UUID) -> None:
    rows = await db.all(SQL.cards_of_sessions, cards=list(scope.cards)) if scope.cards else []
    for row in rows:
        try:
            await bindings.register(db, actor, session_id, row["id"])
        except Refusal:
            # The card was put away, or the session closed, in this moment: it is begun all the same.
            return


async def _live_chats(db: Database, actor: Actor) -> list[LiveChat]:
    """The live chats that he operates and where some channel begins."""
    if not actor.live_chats_as(Role.OPERATOR):
        return []
    operated = [one for one in await live_chats.live_chats_of(db, actor) if actor.has(Role.OPERATOR, one.id)]
    channels = await live_chats.channels_of(db, [one.id for one in operated]) if operated else []
    beginning = {one.live_chat_id for one in channels if outreach.begins(one)}
    return [one for one in operated if one.id in beginning]


async def _people(db: Database, actor: Actor, scope: Scope, most: int) -> list[tuple[UUID, str | None]]:
    """Id and name of the clients here whom the actor may see, who wrote last first."""
    rows = await db.all(
        SQL.people_of,
        clients=list(scope.clients),
        accounts=list(scope.accounts),
        cards=list(scope.cards),
        most=PEOPLE_MOST,
    )
    found: dict[UUID, str | None] = {}
    for row in rows:
        if len(found) == most:
            break
        try:
            client = await client_seen(db, actor, row["client_id"])
        except Refusal:
            continue
        found[client["id"]] = client["name"] or client["account_name"]
    return list(found.items())


async def _is_here(db: Database, actor: Actor, scope: Scope, account_id: UUID) -> bool:
    if scope.accounts:
        return account_id in scope.accounts
    people = [client_id for client_id, _ in await _people(db, actor, scope, PEOPLE_MOST)]
    return bool(await db.first(SQL.account_of, account_id=account_id, clients=people))


async def _read_here(db: Database, actor: Actor, scope: Scope, session_id: UUID | None) -> UUID | None:
    if session_id is None or not await reading.may_read(db, actor, session_id, scope):
        return None
    return session_id
