"""One's own door to web push: the key to subscribe with, one's browsers, and a try."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post

from deskbell.base.db import Database
from deskbell.base.egress import Egress
from deskbell.base.http import Body, Injected, Out
from deskbell.base.rates import Buckets
from deskbell.base.secrets import Keeper
from deskbell.notices import subscriptions
from deskbell.notices.encryption import to_text
from deskbell.notices.pushing import try_push
from deskbell.rights.actor import Actor

_tries = Buckets(burst=6, per_second=0.1)
_subscribing = Buckets(burst=30, per_second=0.5)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class PushBrowser(Out):
    """A browser that is reached by push; `failed_at`: its push service did not take the last one."""

    id: UUID
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None


class Push(Out):
    """The public key as browsers take it (`applicationServerKey`, base64 for URLs), and one's browsers."""

    public_key: str
    browsers: list[PushBrowser]


class NewBrowser(Body):
    """What the browser's subscription says of itself; the keys in base64 for URLs."""

    endpoint: str
    p256dh: str
    auth: str


class KeptBrowser(Out):
    """By which it is ended."""

    id: UUID


@get("/push")
async def read_push(db: Db, keeper: Annotated[Keeper, Injected], actor: Asking) -> Push:
    ours = await subscriptions.keys(db, keeper)
    browsers = [PushBrowser(**one) for one in await subscriptions.subscriptions_of(db, actor)]
    return Push(public_key=to_text(ours.public), browsers=browsers)


@post("/push/browsers", status_code=200)
async def subscribe(db: Db, egress: Annotated[Egress, Injected], actor: Asking, data: NewBrowser) -> KeptBrowser:
    _subscribing.take(str(actor.id))
    return KeptBrowser(id=await subscriptions.subscribe(db, egress, actor, data.endpoint, data.p256dh, data.auth))


@delete("/push/browsers/{browser_id:uuid}")
async def unsubscribe(db: Db, actor: Asking, browser_id: UUID) -> None:
    await subscriptions.unsubscribe(db, actor, browser_id)


@post("/push/test", status_code=202)
async def send_test(db: Db, actor: Asking) -> None:
    _tries.take(str(actor.id))
    mine = await subscriptions.subscriptions_of(db, actor)
    async with db.transaction() as tx:
        await try_push(tx, [one["id"] for one in mine])


ROUTES = [read_push, subscribe, unsubscribe, send_test]
