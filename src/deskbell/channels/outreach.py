"""Beginning a session from our side: whom a channel of a live chat reaches, and why not.

The same door for every kind of channel: what a kind can is declared in its `contract.Kind`.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.blocklist.locks import locks_of
from deskbell.channels.accounts import scope_of
from deskbell.channels.intake import conversation_of
from deskbell.channels.registry import KINDS
from deskbell.clients import addresses, binding, cards, merging
from deskbell.clients import service as clients
from deskbell.clients.apps import app
from deskbell.clients.cards import Card
from deskbell.clients.model import Account, Identity
from deskbell.live_chats import service as live_chats
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise
from deskbell.sessions import beginning, bindings
from deskbell.sessions.clients_seen import accounts_of, client_seen
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

OTHER = "other_client"
"""The account is not of whom the card stands for: whether the two are one person is for people to say."""


@dataclass(frozen=True, slots=True)
class Person:
    """With whom: an account that is known, or an address typed for one of the channel, and what to call him. With a
    card it is an account of whom the card stands for, who is bound to it."""

    account_id: UUID | None = None
    address: str | None = None
    name: str | None = None
    card_id: UUID | None = None


def begins(channel: Channel) -> bool:
    """Whether a session can be begun by this channel with somebody."""
    return why_not(channel, None) is None


def why_not(channel: Channel, account: Account | None) -> str | None:
    """The reason of `cannot_begin`, or None: never, no_identity, paused, unsigned."""
    kind = KINDS.get(channel.kind)
    if kind is None:
        return "never"
    return kind.can_begin(channel, account) or ("paused" if channel.state == "paused" else None)


async def ways(
    db: Database, actor: Actor, live_chat_id: UUID, client_id: UUID | None, card_id: UUID | None = None
) -> dict[str, Any]:
    """How this operator could begin here, Offline too: `{channels, accounts, open, session}`.

    `channels`: those that take a new address. `accounts`: each of the client's with each channel it belongs to, and
    `refused`, why not; `open`, `session`: whether he has an open session here, and which if one may see it. Of a card
    the addresses too, `known` False where no account is to be told by its id.
    """
    channels = await _channels(db, actor, live_chat_id)
    new = [one for one in channels if KINDS[one.kind].identity_of and begins(one)]
    found: dict[str, Any] = {"channels": new, "accounts": [], "open": False, "session": None}
    if card_id is not None:
        return await _ways_of_card(db, actor, live_chat_id, card_id, channels, found)
    if client_id is None:
        return found
    client = await client_seen(db, actor, client_id)
    found["open"], found["session"] = await beginning.open_session_with(db, actor, live_chat_id, client["id"])
    found["accounts"] = await _ways_of(db, client["id"], channels)
    return found


async def _ways_of_card(
    db: Database,
    actor: Actor,
    live_chat_id: UUID,
    card_id: UUID,
    channels: list[Channel],
    found: dict[str, Any],
) -> dict[str, Any]:
    """Nothing is made by looking: an address nobody has yet becomes an account when one begins with it."""
    cards.may_look(actor)
    card = await binding.bindable(db, card_id, "client")
    client_id = await addresses.client_meant(db, card)
    if client_id is not None:
        found["open"], found["session"] = await beginning.open_session_with(db, actor, live_chat_id, client_id)
        try:
            await client_seen(db, actor, client_id)
        except Refusal:
            pass  # His other accounts are not this actor's to know; the addresses of the card are.
        else:
            found["accounts"] = await _ways_of(db, client_id, channels)
    listed = {one["account"].id for one in found["accounts"]}
    for kind, identity, written in addresses.addresses_of(await app(db, card.app_id), card.values):
        known = await clients.account_by_identity(db, kind, None, identity)
        if known is not None and known.id in listed:
            continue
        if known is not None and known.client_id != client_id:
            found["accounts"].append(
                {
                    "account": _dormant(card, client_id, kind, identity, written),
                    "channel": None,
                    "refused": OTHER,
                    "known": False,
                }
            )
            continue
        account = known or _dormant(card, client_id, kind, identity, written)
        found["accounts"] += [{**way, "known": False} for way in await _ways_to(db, account, channels)]
    return found


def _dormant(card: Card, client_id: UUID | None, kind: str, identity: str, written: str) -> Account:
    """An address of a card as the account it would be."""
    email, phone = (written, None) if kind == "email" else (None, written)
    client_id = client_id or new_id()
    return Account(new_id(), client_id, kind, None, identity, card.title, email, phone, False, None, card.title)


async def _ways_of(db: Database, client_id: UUID, channels: list[Channel]) -> list[dict[str, Any]]:
    accounts = [await clients.account(db, row["id"]) for row in await accounts_of(db, client_id)]
    return [way for account in accounts if account is not None for way in await _ways_to(db, account, channels)]


async def _ways_to(db: Database, account: Account, channels: list[Channel]) -> list[dict[str, Any]]:
    fitting = [one for one in channels if _belongs(account, one)]
    listed = [
        {"account": account, "channel": one, "refused": await _refused(db, one, account), "known": True}
        for one in fitting
    ]
    return listed or [{"account": account, "channel": None, "refused": "no_channel", "known": True}]


async def _refused(db: Database, channel: Channel, account: Account) -> str | None:
    async def here() -> UUID:
        return channel.live_chat_id

    reason = why_not(channel, account)
    if reason is None and await locks_of(db).lock_of(account, channel.id, here, None):
        return "locked"
    if reason is None and await merging.is_internal(db, account.client_id):
        return "employee"
    return reason


def _belongs(account: Account, channel: Channel) -> bool:
    return account.channel_kind == channel.kind and account.channel_id in (None, channel.id)


async def _channels(db: Db, actor: Actor, live_chat_id: UUID) -> list[Channel]:
    """The channels of a live chat where the actor is an operator; not_found for strangers."""
    if live_chat_id not in {one.id for one in await live_chats.live_chats_of(db, actor)}:
        raise not_found()
    if not actor.has(Role.OPERATOR, live_chat_id):
        raise not_allowed()
    return [one for one in await live_chats.channels_of(db, [live_chat_id]) if one.kind in KINDS]


async def begin(
    db: Database,
    actor: Actor,
    live_chat_id: UUID,
    channel_id: UUID,
    person: Person,
    begin_key: UUID,
    subject: str | None = None,
    text: str | None = None,
) -> tuple[Session, bool]:
    """Begin a session that is the actor's own; False where this key has begun it before.

    Refuses: not_found, not_allowed, offline_may_only_look, cannot_begin with `reason`, session_open_exists, and what
    posting refuses.
    """
    channels = await _channels(db, actor, live_chat_id)
    authorise(actor, Deed.BEGIN, live_chat_id)
    if person.card_id is not None:
        cards.may_look(actor)
    subject = beginning.checked_subject(subject)
    before = await beginning.begun_before(db, actor, begin_key)
    if before:
        return _same(await seen(db, actor, before), channels, channel_id, person), False
    channel = next((one for one in channels if one.id == channel_id), None)
    if channel is None:
        raise invalid(channel_id="unknown")
    reason = why_not(channel, None)
    if reason:
        raise Refusal("cannot_begin", reason=reason)
    known = await _known(db, actor, channel, person)
    if known is not None and (reason := await _refused(db, channel, known)):
        raise Refusal("cannot_begin", reason=reason)
    async with db.transaction(sending=True) as tx:
        if person.card_id is None:
            account, bound = known or await _introduced(tx, channel, person), None
        else:
            account, bound = await _of_card(tx, actor, channel, person, person.card_id, known)
        session_id, fresh = await beginning.begin_in(
            tx, actor, conversation_of(channel, account), begin_key, subject, text
        )
        if bound and fresh:
            await bindings.log_bound(tx, actor, session_id, bound)
    return await seen(db, actor, session_id), fresh


def _same(session: Session, channels: list[Channel], channel_id: UUID, person: Person) -> Session:
    """The session begun under this key before, if it was with the same person."""
    if session.channel_id != channel_id or person.account_id not in (None, session.account_id):
        raise Refusal("send_key_conflict")
    channel = next((one for one in channels if one.id == channel_id), None)
    if channel and person.account_id is None and _identity(channel, person).external_id != session.external_id:
        raise Refusal("send_key_conflict")
    return session


async def _known(db: Db, actor: Actor, channel: Channel, person: Person) -> Account | None:
    """The account that is meant, where there is one; None for an address nobody wrote from yet."""
    if person.account_id is None:
        identity = _identity(channel, person)
        return await clients.account_by_identity(db, channel.kind, _scope(channel), identity.external_id)
    account = await clients.account(db, person.account_id)
    if account is None:
        raise invalid(account_id="unknown")
    try:
        await client_seen(db, actor, account.client_id)
    except Refusal:
        raise invalid(account_id="unknown") from None
    if not _belongs(account, channel):
        raise Refusal("cannot_begin", reason="no_channel")
    return account


async def _introduced(tx: Transaction, channel: Channel, person: Person) -> Account:
    account = await clients.meet(tx, channel.kind, _scope(channel), _identity(channel, person))
    if person.name and person.name.strip() and account.client_name is None:
        await clients.rename(tx, account.client_id, person.name)
    return account


async def _of_card(
    tx: Transaction, actor: Actor, channel: Channel, person: Person, card_id: UUID, known: Account | None
) -> tuple[Account, Card | None]:
    """The account of whom a card stands for, and the card where he is bound to it only now. The client is held before
    the session's locks, as when one is bound or merged."""
    card = await binding.bindable(tx, card_id, "client")
    before = await addresses.client_bound(tx, card.id)
    client_id = await addresses.client_of_card(tx, card, actor.id, known.client_id if known else None)
    if await merging.is_internal(tx, client_id):
        raise Refusal("cannot_begin", reason="employee")
    account = known
    if account is None:
        account = await clients.meet(tx, channel.kind, _scope(channel), _identity(channel, person), client_id)
    if account.client_id != client_id:
        raise Refusal("cannot_begin", reason=OTHER)
    return account, None if before else card


def _identity(channel: Channel, person: Person) -> Identity:
    identity_of = KINDS[channel.kind].identity_of
    if identity_of is None or person.address is None:
        raise invalid(account_id="missing")
    return identity_of(person.address)


def _scope(channel: Channel) -> UUID | None:
    """Ids of a site are its widget's own; an address is the same in every mailbox."""
    return scope_of(KINDS[channel.kind].outside, channel)
