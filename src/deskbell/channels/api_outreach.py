"""The operators' door to beginning a session."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.channels import outreach
from deskbell.clients.model import Account
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor


class WayChannel(Out):
    """A channel of the live chat."""

    id: UUID
    name: str
    kind: str


class Way(Out):
    """An account of the client and a channel to it. `refused`: why a session cannot be begun so, as in `cannot_begin`;
    null when it can. `channel` is null where no channel of this live chat reaches the account. `account_id` is null for
    an address of the card that is to be begun with as an `address`."""

    account_id: UUID | None
    account_name: str | None
    address: str | None
    channel: WayChannel | None
    refused: str | None


class Ways(Out):
    """How one could begin here. `channels` take an address of somebody new; `open`: the client has an open session in
    this live chat, and `session` is its id where one may see it."""

    channels: list[WayChannel]
    accounts: list[Way]
    open: bool
    session: UUID | None


class Beginning(Body):
    """`begin_key` is the beginner's own name for it, the same at every try. Either an account that is known, or the
    address of somebody new (with a widget: the site's id of its user) and what to call him. With `card_id` it is an
    account of whom that card stands for: he is bound to it, and is made where there is nobody yet."""

    begin_key: UUID
    channel_id: UUID
    account_id: UUID | None = None
    address: str | None = None
    name: str | None = None
    card_id: UUID | None = None
    subject: str | None = None
    text: str | None = None


class BegunSession(Out):
    """The session that was begun; it is one's own."""

    session: UUID
    number: int


@get("/live-chats/{live_chat_id:uuid}/ways-to-begin")
async def read_ways(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    live_chat_id: UUID,
    client: UUID | None = None,
    card: UUID | None = None,
) -> Ways:
    found = await outreach.ways(db, actor, live_chat_id, client, card)
    return Ways(
        channels=[_channel(one) for one in found["channels"]],
        accounts=[_way(one) for one in found["accounts"]],
        open=found["open"],
        session=found["session"],
    )


def _channel(channel: Channel) -> WayChannel:
    return WayChannel(id=channel.id, name=channel.name, kind=channel.kind)


def _way(one: dict[str, Any]) -> Way:
    account = one["account"]
    return Way(
        account_id=account.id if one["known"] else None,
        account_name=account.name,
        address=address_shown(account),
        channel=_channel(one["channel"]) if one["channel"] else None,
        refused=one["refused"],
    )


def address_shown(account: Account) -> str | None:
    """What an account is known by, besides a name; None for a visitor without a sign-in."""
    named = None if account.external_id.startswith("anonymous:") else account.external_id.removeprefix("site:")
    return account.email or account.phone or named


@post("/live-chats/{live_chat_id:uuid}/sessions")
async def begin_session(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    live_chat_id: UUID,
    data: Beginning,
) -> Response[BegunSession]:
    person = outreach.Person(data.account_id, data.address, data.name, data.card_id)
    session, fresh = await outreach.begin(
        db, actor, live_chat_id, data.channel_id, person, data.begin_key, data.subject, data.text
    )
    return Response(BegunSession(session=session.id, number=session.number), status_code=201 if fresh else 200)


ROUTES = [read_ways, begin_session]
