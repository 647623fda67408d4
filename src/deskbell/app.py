"""The application: mounts every room's doors, starts the hub and the worker. Knows all, does nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from operator import attrgetter
from typing import Any
from uuid import UUID

from litestar import Litestar, Router
from litestar.config.app import AppConfig
from litestar.di import Provide

from deskbell import wiring
from deskbell.auth import gate, me, tickets
from deskbell.auth.api_programs import provide_program
from deskbell.auth.pages import desk_page
from deskbell.base import assets, clock, health, work
from deskbell.base.db import Database, Db
from deskbell.base.egress import Egress
from deskbell.base.errors import Refusal
from deskbell.base.http import EXCEPTION_HANDLERS, StrictRequest
from deskbell.base.https import keep_to_https
from deskbell.base.pace import paced
from deskbell.base.rates import Buckets
from deskbell.base.secrets import Keeper, open_keeper
from deskbell.channels import api_hooks, outreach
from deskbell.channels.describing import describer
from deskbell.channels.doctor import Doctor
from deskbell.channels.engine import Engine
from deskbell.channels.internal import employees
from deskbell.channels.internal import live as internal_live
from deskbell.channels.links import Links
from deskbell.channels.media import OurFiles
from deskbell.channels.registry import KINDS, SILENT, message_rules
from deskbell.channels.widget import api as widget_api
from deskbell.channels.widget import live as widget_live
from deskbell.channels.widget import pages as widget_pages
from deskbell.channels.widget import visitors
from deskbell.demo import books_pages, shop_pages
from deskbell.embed import api_embedded
from deskbell.embed import pages as embed_pages
from deskbell.embed.doors import may_read_file
from deskbell.files import api as files_api
from deskbell.files.store import Store, open_store
from deskbell.log.model import Event
from deskbell.notices import desk as notices
from deskbell.notices.called import Called
from deskbell.notices.pushing import Pusher
from deskbell.openapi import describe
from deskbell.openapi.doors import API_ROUTES
from deskbell.people import service as people
from deskbell.people.workspace import workspace_now
from deskbell.realtime import presence
from deskbell.realtime.bus import MemoryBus
from deskbell.realtime.connection import SIGN_IN_ENDED, Connection
from deskbell.realtime.doorkeeper import Doorkeeper
from deskbell.realtime.hub import Hub, Rooms
from deskbell.realtime.socket import Desk, serve_socket
from deskbell.rights.actor import Actor
from deskbell.sessions import api_files as session_files_api
from deskbell.sessions import automatic, storing
from deskbell.sessions import live as sessions_live
from deskbell.sessions.clients_seen import sees_account
from deskbell.sessions.fanout import Fanout
from deskbell.sessions.reading import by_ids
from deskbell.settings import Settings

REACHABLE_SECONDS = 30
USED_SECONDS = 60.0


class House:
    """Everything one process of Deskbell holds while it runs."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings = settings
        self.db = db
        self.keeper: Keeper = open_keeper(settings.data, settings.deskbell_secret_key)
        self.describe_channel = describer(settings.public_url, self.keeper)
        self.store: Store = open_store(settings)
        self.hub = Hub(db, MemoryBus())
        self.surroundings = widget_live.Surroundings(db)
        self.counters_hidden = False
        told = (notices.on_change, self.surroundings.on_change, internal_live.on_change)
        self.fanout = Fanout(db, self.hub, told, lambda: self.counters_hidden)
        rate = settings.message_rate
        self.posting = Buckets(burst=max(30, rate / 2), per_second=rate / 60)
        self.desk = Desk(
            db=db,
            hub=self.hub,
            redeem=self.redeem,
            resume=sessions_live.resume,
            commands={
                "person": limited(sessions_live.COMMANDS, self.posting),
                "account": limited(self.commands_of_clients(), self.posting),
            },
            origin_allowed=self.origin_allowed,
            doorkeeper=Doorkeeper(settings.socket_limit, settings.sockets_per_address),
            detached=lambda desk, _connection, topics: presence.detached(desk.hub, topics),
            gate=asyncio.Semaphore(4),
            rates=Buckets(burst=200 + 2 * rate, per_second=20 + rate / 30),
            at_once={"post": sessions_live.post_at_once(db, self.posting, widget_live.surely_free(db))},
            used=self.used,
        )
        self.egress = Egress(settings.egress_allow)
        storing.wire(kind.name for kind in KINDS.values() if kind.outside)
        automatic.wire(SILENT)
        lent = OurFiles(db, self.store, self.keeper, settings.public_url)
        self.links = Links(self.keeper, self.egress, lent, settings.public_url)
        self.engine = Engine(db, self.store, self.links, lambda *told: presence.say_client_types(self.hub, *told))
        self.called = Called(db)
        pusher = Pusher(self.keeper, self.egress, settings.public_url)
        by_the_clock = wiring.by_the_clock(self.store, Doctor(self.links.to), settings.deleted_files_days)
        self.worker = work.Worker(db, wiring.deeds(pusher), by_the_clock, wiring.APART)
        self._seconds = 0
        self._used: set[UUID] = set()

    def commands_of_clients(self) -> dict[str, Any]:
        """What visitors and employees say by their sockets."""
        commands = widget_live.commands(self.fanout)
        return {**commands, "post": internal_live.post_of_clients(commands["post"])}

    async def start(self) -> None:
        """Wire the reactions, then feed and work."""
        work.wire(wiring.SURELY, wiring.ONCE)
        me.wire(outreach.begins, employees.has_places)
        self.db.committed = self.committed
        self.counters_hidden = (await workspace_now(self.db)).hide_counters
        typed, marked = self.engine.courtesies.shown
        every_second, marks = [self.each_second, self.fanout.note_horizon], [marked, self.fanout.marked]
        rooms = Rooms(self.read, self.verify, self.workspace_changed, self.ahead, every_second, typed, marks)
        await self.hub.start(rooms)
        if self.settings.worker:
            self.begin_work()

    def begin_work(self) -> None:
        """What is done behind the doors, in processes that work."""
        self.worker.start()
        self.engine.start()

    async def end_work(self) -> None:
        await self.engine.stop()
        await self.worker.stop()
        await self.links.close()

    async def stop(self) -> None:
        await self.end_work()
        await self.fanout.stop()
        await self.hub.stop()

    def committed(self, events: list[Event]) -> None:
        """After a commit of this process: threads are fed, rights looked at again."""
        for event in events:
            if event.session_id is not None:
                self.fanout.committed(event)
                if event.leaves:
                    self.engine.has_to_leave()
            else:
                self.hub.hint(event.topic)

    async def read(self, topic: UUID) -> None:
        """A topic changed: a session, or the person whose desks are attached."""
        if not self._is_person(topic):
            await self.fanout.read(topic)
            return
        await self.hub.verify_people(topic)
        await self.called.tell(self.hub, topic)
        for one in self.hub.of_actor(topic):
            one.push({"type": "changed", "what": "me"})

    async def ahead(self, changed: Iterable[UUID]) -> list[UUID]:
        """Of the topics that changed, those that this process has still to show."""
        people = [topic for topic in changed if self._is_person(topic)]
        return [*people, *await self.fanout.ahead(set(changed) - set(people))]

    def _is_person(self, topic: UUID) -> bool:
        return any(one.staff for one in self.hub.of_actor(topic))

    async def workspace_changed(self) -> None:
        """People, groups, live chats, sign-ins or statuses changed: each socket is looked at again, within a second."""
        self.counters_hidden = (await workspace_now(self.db)).hide_counters
        await self.hub.verify_people()
        await self.drop_unseen()
        await self.end_clients()
        for one in self.hub.people():
            one.push({"type": "changed", "what": "me"})
        self.fanout.recount()
        self.surroundings.desks_changed()

    async def end_clients(self) -> None:
        """Sockets of clients whose secret or, for employees, whose sign-in has ended."""
        clients = [one for one in self.hub.connections.values() if not one.staff]
        employed = {one.actor.sign_in_id for one in clients if one.actor.person_id and one.actor.sign_in_id}
        tokens = {one.actor.sign_in_id for one in clients if one.actor.sign_in_id} - employed
        alive = await visitors.alive(self.db, list(tokens)) if tokens else set()
        alive |= set(await gate.recheck_all(self.db, employed))
        for one in clients:
            if one.actor.sign_in_id not in alive:
                one.close(SIGN_IN_ENDED, "ended")

    async def drop_unseen(self) -> None:
        """Threads that a person may not see any more are let go. Of those joined meanwhile this look knows nothing."""
        followed = {(one, topic) for one in self.hub.people() for topic in one.topics}
        found = {one.id: one for one in await by_ids(self.db, list({at[1] for at in followed}))} if followed else {}
        for one in self.hub.people():
            looked = [topic for topic in one.topics if (one, topic) in followed]
            lost = [topic for topic in looked if topic not in found or not found[topic].seen_by(one.actor)]
            for topic in lost:
                self.hub.leave(one, topic)
                presence.say_presence(self.hub, topic)
            if lost:
                one.push({"type": "rows", "log": str(self.fanout.safe_horizon), "rows": [], "gone": lost})

    def used(self, connection: Connection) -> None:
        """Somebody works by this socket: written down with the next second, once a minute."""
        now = clock.ticks()
        if connection.staff and connection.actor.sign_in_id and now - connection.used_at >= USED_SECONDS:
            connection.used_at = now
            self._used.add(connection.actor.sign_in_id)

    async def _note_use(self) -> None:
        used, self._used = self._used, set()
        for sign_in_id in used:
            await gate.touch(self.db, self.settings, sign_in_id)

    async def each_second(self) -> None:
        await self._note_use()
        await self.surroundings.every_second(self.hub)
        if self._seconds % REACHABLE_SECONDS == 0:
            # A sign-in that ends by its time is no change of the workspace: nobody but the clock tells of it.
            await self.hub.verify_people()
            await self.end_clients()
            await people.note_reachable(self.db, {one.actor.id for one in self.hub.people()})
            self.fanout.retell()
        self._seconds += 1

    async def verify(self, connections: Sequence[Connection]) -> dict[Connection, Actor]:
        """The actors behind desks' sockets as of now; who is absent has no place any more."""
        ids = {one: one.actor.sign_in_id for one in connections}
        actors = await gate.recheck_all(self.db, {id_ for id_ in ids.values() if id_})
        return {one: actors[id_] for one, id_ in ids.items() if id_ in actors}

    async def redeem(self, token: str, _origin: str | None) -> Actor:
        """Whom a socket ticket lets in."""
        holder = await tickets.redeem_ticket(self.db, token)
        actor: Actor | None = None
        if holder and holder.sign_in_id:
            actor = await gate.recheck(self.db, holder.sign_in_id)
            if actor:
                await people.note_reachable(self.db, {actor.id})
        elif holder and holder.token_id and holder.channel_id is None:
            actor = await internal_live.redeem(self.db, holder.token_id)
        elif holder and holder.token_id:
            visitor = await visitors.visitor_by_id(self.db, holder.token_id)
            actor = visitor.actor() if visitor else None
        if actor is None:
            raise Refusal("not_signed_in", 401)
        return actor

    def origin_allowed(self, origin: str | None) -> bool:
        """Only our own pages open sockets; programs without a browser send no Origin and prove themselves by ticket."""
        return origin is None or origin == gate.origin_of(self.settings)

    async def may_see_file(self, db: Db, viewer_id: UUID, file_id: UUID) -> bool:
        """The viewer of a file's address: a sign-in or a widget's token that lives and still sees it."""
        person = await gate.recheck(db, viewer_id)
        if person is None:
            visitor = await visitors.visitor_by_id(db, viewer_id)
            if visitor is None:
                return await may_read_file(db, viewer_id, None, file_id)
            return await session_files_api.may_see(db, visitor.actor(), file_id)
        if await session_files_api.may_see(db, person, file_id):
            return True
        client = await employees.as_client(db, person)
        if client and await session_files_api.may_see(db, client, file_id):
            return True
        return await may_read_file(db, viewer_id, person, file_id)


def limited(commands: dict[str, Any], posting: Buckets) -> dict[str, Any]:
    """The table of commands with the rate of posting in front of `post`."""
    post = commands["post"]

    async def limited_post(desk: Desk, connection: Connection, frame: dict[str, Any]) -> Any:
        posting.take(str(connection.actor.id))
        return await post(desk, connection, frame)

    return {**commands, "post": limited_post}


BODY_MOST = 512 * 1024
"""Bytes of a request's body, cut off from the first one over; uploads have their live chat's limit instead."""

NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Answers are for the page that asked: no cache may keep what a client wrote."""


def build(settings: Settings, database: Database) -> Any:
    """The ASGI application: HTTP by the framework, sockets by our own loop."""
    house = House(settings, database)
    return Doors(framework(settings, lambda: house), house)


def framework(settings: Settings, house: Callable[[], House]) -> Litestar:
    """The doors of HTTP. Making them is half a second of work, so they ask for their house at each request: tests put
    many houses behind the same doors."""

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        await house().start()
        # Nearly a second of work, which the first who asks would have all others wait for.
        described = asyncio.create_task(asyncio.to_thread(lambda: http.openapi_schema))
        try:
            yield
        finally:
            await house().stop()
            await described

    async def signed_in(connection: Any, handler: Any) -> None:
        await gate.signed_in(house().db, settings)(connection, handler)

    http = Litestar(
        [
            Router("/api/v1", route_handlers=describe.described(API_ROUTES), response_headers=NOT_KEPT),
            Router(
                "/w/{key:str}",
                route_handlers=describe.described(widget_api.WIDGET_ROUTES, "/w/{key}"),
                response_headers=NOT_KEPT,
            ),
            Router(
                "/embed/v1",
                route_handlers=describe.described(api_embedded.EMBED_ROUTES, "/embed/v1"),
                response_headers=NOT_KEPT,
            ),
            *widget_pages.ROOT_ROUTES,
            *embed_pages.ROOT_ROUTES,
            *describe.described(files_api.ROOT_ROUTES),
            *api_hooks.ROOT_ROUTES,
            *health.ROUTES,
            *([*shop_pages.ROUTES, *books_pages.ROUTES] if settings.demo else []),
            assets.asset,
            desk_page,
        ],
        dependencies=provided(house),
        guards=[gate.same_origin(settings), signed_in],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=[lifespan],
        openapi_config=describe.config(),
        request_max_body_size=BODY_MOST,
        request_class=StrictRequest,
        before_send=[keep_to_https] if settings.https else [],
        on_app_init=[quiet],
        debug=False,
    )
    return http


def quiet(config: AppConfig) -> AppConfig:
    """The framework keeps its own logging to itself: structlog is set up once, for the whole process."""
    config.logging_config = None
    return config


def provided(house: Callable[[], House]) -> dict[str, Provide]:
    """What handlers ask for by name."""
    plain = ("db", "settings", "keeper", "egress", "store", "hub", "posting", "engine", "counters_hidden")
    places = {name: name for name in (*plain, "describe_channel", "may_see_file")}
    places |= {"link_to": "links.to", "draining": "hub.draining"}
    given = {name: Provide(_asking(house, place), sync_to_thread=False) for name, place in places.items()}
    given["message_rules"] = Provide(lambda: message_rules, sync_to_thread=False)
    given["sees_account"] = Provide(lambda: sees_account, sync_to_thread=False)
    return given | {"actor": Provide(gate.provide_actor), "program": Provide(provide_program)}


def _asking(house: Callable[[], House], place: str) -> Callable[[], Any]:
    found = attrgetter(place)
    return lambda: found(house())


class Doors:
    """HTTP to the framework, `/ws/v1` to the socket loop."""

    def __init__(self, http: Litestar, house: House) -> None:
        self.http = http
        self.house = house

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            await self.http(scope, paced(scope, receive), send)
        elif scope["path"] == "/ws/v1":
            await serve_socket(self.house.desk, receive, send, scope)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4009, "reason": "no such door"})
