"""Visitors: browsers known again by a secret that only our frame holds, and by what the site's server signs.

The secret lives in the frame's own storage, partitioned by the site; it comes with every request as a bearer token.
A signed account is only resumed together with a signed identity: whoever signs out of the site leaves no history open.
"""

from dataclasses import dataclass
from uuid import UUID

from deskbell.auth.tokens import hash_of
from deskbell.base import clock
from deskbell.base.db import Database, Db, Transaction, record
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id, new_key, new_token
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.channels.credentials import identity_secret
from deskbell.channels.intake import conversation_of
from deskbell.channels.widget.identity import Identity as Signed
from deskbell.channels.widget.identity import verify
from deskbell.clients import service as clients
from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.clients_shown import tell_client_changed
from deskbell.sessions.opening import lock_conversations, rebind

SQL = statements(__package__)

KIND = "widget"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser with its secret, and the account behind it."""

    token_id: UUID
    account_id: UUID
    channel_id: UUID
    client_id: UUID
    external_id: str
    name: str | None
    account_name: str | None
    email: str | None
    phone: str | None
    verified: bool
    language: str | None
    stale: bool

    def actor(self) -> Actor:
        """The account as an actor; its name is what operators call the client."""
        return Actor(
            "account",
            self.account_id,
            self.name or "",
            sign_in_id=self.token_id,
            channel_id=self.channel_id,
            language=self.language or "en",
        )


async def visitor_of(db: Db, channel: Channel, token: str | None) -> Visitor | None:
    """The visitor whose secret this is, in this channel; None for any other."""
    if not token:
        return None
    found = record(Visitor, await db.first(SQL.visitor_by_token, token_hash=hash_of(token), channel_id=channel.id))
    if found and found.stale:
        await db.run(SQL.touch_token, token_id=found.token_id)
    return found


async def visitor_by_id(db: Db, token_id: UUID) -> Visitor | None:
    """The visitor behind a token's id."""
    return record(Visitor, await db.first(SQL.visitor_by_id, token_id=token_id))


async def alive(db: Db, token_ids: list[UUID]) -> set[UUID]:
    """Of these tokens, those that still open something."""
    return {row["id"] for row in await db.all(SQL.alive_tokens, token_ids=token_ids)}


async def greet(
    db: Database,
    keeper: Keeper,
    channel: Channel,
    token: str | None,
    signed: str | None,
    about: Identity,
    start_key: UUID | None = None,
) -> tuple[Visitor, str | None]:
    """The visitor who opens the frame, and his secret when it is a new one.

    `signed`: the identity the site's server signed, refused with identity_refused when anything about it is wrong.
    `about`: what the browser says of itself. `start_key`: random, the frame's own, the same at every try: with it the
    same identity may be shown again, for the answer to the start before may have been lost.
    """
    known = await visitor_of(db, channel, token)
    if signed is not None:
        identity = verify(signed, identity_secret(keeper, channel), channel.key, clock.now())
        return await _greet_signed(db, channel, known, identity, about, start_key)
    if known is not None and not known.verified:
        await clients.refresh(db, known.account_id, about)
        return known, None
    async with db.transaction() as tx:
        return await admit(tx, channel, about)


async def admit(tx: Transaction, channel: Channel, about: Identity) -> tuple[Visitor, str]:
    """A new secret for an identity's account, made when it is met for the first time."""
    account = await clients.meet(tx, KIND, channel.id, about)
    token_id, token = new_id(), new_token()
    await tx.run(
        SQL.add_token, token_id=token_id, token_hash=hash_of(token), account_id=account.id, channel_id=channel.id
    )
    visitor = await visitor_by_id(tx, token_id)
    assert visitor is not None
    return visitor, token


async def take_claims(tx: Transaction, actor: Actor, account_id: UUID, about: Identity) -> None:
    """Take in what an account says of itself; where that changes what operators read of it, open sessions show it."""
    before = await clients.account(tx, account_id)
    await clients.refresh(tx, account_id, about)
    await _tell_if_changed(tx, actor, before)


async def _tell_if_changed(tx: Transaction, actor: Actor, before: Account | None) -> None:
    after = await clients.account(tx, before.id) if before else None
    if before and after and (before.name, before.email, before.phone) != (after.name, after.email, after.phone):
        await tell_client_changed(tx, actor, after.client_id)


async def _greet_signed(
    db: Database, channel: Channel, known: Visitor | None, signed: Signed, about: Identity, start_key: UUID | None
) -> tuple[Visitor, str | None]:
    proved = Identity(
        f"site:{signed.subject}", signed.name, signed.email, signed.phone, True, about.language, about.details
    )
    async with db.transaction() as tx:
        if known is not None and known.external_id == proved.external_id:
            await _use(tx, channel, signed, known, start_key)
            await take_claims(tx, known.actor(), known.account_id, proved)
            return await visitor_by_id(tx, known.token_id) or known, None
        before = await clients.account_by_identity(tx, KIND, channel.id, proved.external_id)
        visitor, token = await admit(tx, channel, proved)
        # Conversations are locked before sessions, here as where a message opens one.
        await lock_conversations(tx, channel.id, {visitor.account_id, *([known.account_id] if known else [])})
        await _tell_if_changed(tx, visitor.actor(), before)
        await _use(tx, channel, signed, visitor, start_key)
        if known is not None:
            # Only the frame's own secret moves a running session over to the person who just proved himself.
            if not known.verified:
                account = await clients.account(tx, visitor.account_id)
                assert account is not None
                await rebind(tx, visitor.actor(), known.account_id, conversation_of(channel, account))
            # Sockets that came with that secret close everywhere: they follow what is another account's now.
            await _end(tx, visitor, known.token_id)
        return visitor, token


async def _use(tx: Transaction, channel: Channel, signed: Signed, visitor: Visitor, start_key: UUID | None) -> None:
    """Spend a signed identity on this visitor's secret; identity_refused when another browser's has it.

    The frame that showed it first and got no answer knows nothing of the secret made for it then, while its own of
    before may have ended: by its key it gets this one in exchange. Not after a sign-out, which ended the secret.
    """
    used = {"channel_id": channel.id, "jti": signed.token_id}
    key_hash = hash_of(str(start_key)) if start_key else None
    await tx.run(
        SQL.use_identity, **used, token_id=visitor.token_id, expires_at=signed.expires_at, start_key_hash=key_hash
    )
    row = await tx.first(SQL.identity_user, **used, start_key_hash=key_hash)
    if row is not None and row["token_id"] == visitor.token_id:
        return
    if row is None or not row["same_frame"] or not await _end(tx, visitor, row["token_id"]):
        raise Refusal("identity_refused", 401, reason="used")
    await tx.run(SQL.hand_identity_on, **used, token_id=visitor.token_id)


async def _end(tx: Transaction, visitor: Visitor, token_id: UUID) -> bool:
    """End a secret, and with it its tickets and sockets; whether it still opened something."""
    ended = await tx.first(SQL.end_token, token_id=token_id) is not None
    if ended:
        await log.note(tx, visitor.actor(), "sign_in_ended", {"token_id": token_id})
    return ended


def anonymous(language: str | None, details: dict[str, str]) -> Identity:
    """What a browser says of itself at first sight, under an id that nobody can guess."""
    return Identity(f"anonymous:{new_key()}", language=language, details=details)


async def sign_out(db: Database, visitor: Visitor) -> None:
    """End this browser's secret: its tickets and sockets end with it. The account and its history stay, for whoever
    proves himself to be it."""
    async with db.transaction() as tx:
        await _end(tx, visitor, visitor.token_id)


async def account_of(db: Db, visitor: Visitor) -> Account:
    """The account of a visitor, as it is now."""
    account = await clients.account(db, visitor.account_id)
    assert account is not None
    return account


async def forget_identities(db: Db) -> None:
    """Drop used identities long past their expiry; run by the worker."""
    await db.run(SQL.forget_identities)
