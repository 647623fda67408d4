"""The town's stories: a few sessions finished, one under way, some waiting; written through the doors of every day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from deskbell.auth import programs
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.channels.intake import take_in
from deskbell.channels.notifying import notify_session
from deskbell.channels.widget import visitors
from deskbell.channels.widget.visitors import Visitor
from deskbell.clients.model import Identity
from deskbell.demo import labels
from deskbell.demo.town import Town, come_to_work
from deskbell.live_chats import service as live_chats
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.rights.program import Program
from deskbell.sessions import lifecycle
from deskbell.sessions.opening import Page, visit
from deskbell.sessions.post import Draft, post
from deskbell.sessions.rating import rate
from deskbell.sessions.reading import seen
from deskbell.sessions.receipts import Receipt, read_by_operator, receipts_of_clients

SQL = statements(__package__)

EVERYTHING = 1 << 30
"""More messages than any client wrote: the mark is cut to what there is."""


@dataclass(frozen=True)
class Story:
    """Lines are (who, words): "client", an operator's name, or "orders", the shop's own program. `ends`: closed, under
    way, or still waiting."""

    live_chat: str
    client: str | None
    lines: Sequence[tuple[str, str]]
    ends: str
    ago: timedelta
    pages: Sequence[tuple[str, str]] = (("/demo-shop/", "Fjordline Cycles: bikes for every weather"),)
    priority: str = "normal"
    email: str | None = None
    language: str = "en"
    tags: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    rating: tuple[int, str | None] | None = None


STORIES = (
    Story(
        "Sales",
        "Eva",
        (
            ("client", "Hello! Do you ship the Fjell 2 to Norway?"),
            ("boris", "Hello Eva! Yes, to Norway in four to six days, and the customs papers are ready-made."),
            ("client", "Lovely. And if the frame is too small?"),
            ("boris", "You have 30 days to change it. We pay the way back. Which size did you look at?"),
            ("client", "54. I am 172 cm."),
            ("boris", "Then 54 is right: it fits from 168 to 176 cm."),
            ("client", "Thank you, ordering now!"),
        ),
        "closed",
        timedelta(days=2, hours=3),
        (
            ("/demo-shop/", "Fjordline Cycles: bikes for every weather"),
            ("/demo-shop/fjell.html", "Fjell 2, gravel bike · Fjordline Cycles"),
        ),
        email="eva@client.example",
        tags=("Delivery",),
        values={"order": "FC-1042", "line": "tour"},
        reason="Sold",
        rating=(5, "Quick, and he knows his bikes."),
    ),
    Story(
        "Support",
        "Fred",
        (
            ("client", "My rear brake squeals since yesterday's rain."),
            ("clara", "Hi Fred, that is most often water and dust on the rim. Did you clean it already?"),
            ("client", "Not yet."),
            ("clara", "Wipe rim and pads with a little alcohol, then brake gently a few times. If it stays, come by."),
            ("client", "It worked! Quiet again."),
        ),
        "closed",
        timedelta(days=1, hours=5),
        (("/demo-shop/workshop.html", "Workshop and prices · Fjordline Cycles"),),
        email="fred@client.example",
        reason="Answered",
        rating=(4, None),
    ),
    Story(
        "Sales",
        "Eva",
        (
            ("client", "Hello again: my order says “packed”. When does it leave?"),
            ("boris", "Hello Eva, today at six. You get the number to follow it by e-mail."),
            ("orders", "Order FC-1042 leaves today. Parcel 7044 1100 23."),
            ("client", "Great. Could you add a bell?"),
        ),
        "with boris",
        timedelta(minutes=6),
        (("/demo-shop/", "Fjordline Cycles: bikes for every weather"),),
        tags=("Delivery", "Spare parts"),
        values={"order": "FC-1042"},
    ),
    Story(
        "Sales",
        None,
        (("client", "Здравствуйте! Есть ли рама 56 размера в наличии?"),),
        "waiting",
        timedelta(minutes=4),
        (("/demo-shop/fjell.html", "Fjell 2, gravel bike · Fjordline Cycles"),),
        language="ru",
    ),
    Story(
        "Support",
        None,
        (
            ("client", "The gears jump when I pedal uphill."),
            ("client", "Can I bring it in this week?"),
        ),
        "waiting",
        timedelta(minutes=9),
        (("/demo-shop/workshop.html", "Workshop and prices · Fjordline Cycles"),),
        "high",
    ),
    Story(
        "Sales",
        None,
        (("client", "Do you take old bicycles in part exchange?"),),
        "waiting",
        timedelta(minutes=2),
    ),
)


async def tell_stories(db: Database, town: Town, site: str) -> list[UUID]:
    """Write all stories; needs the owner's role, for their times are moved. Returns the sessions, in order."""
    await come_to_work(db, town, ("anna", "boris", "clara"))
    defined = await labels.define(db, town)
    for live_chat_id in town.live_chats.values():
        await live_chats.change_live_chat(db, SYSTEM, live_chat_id, live_chats.Change(ask_rating=True))
    orders = await _order_system(db, town)
    told: list[UUID] = []
    known: dict[tuple[str, str], Visitor] = {}
    for story in STORIES:
        channel = town.channels[story.live_chat]
        visitor = known.get((story.client, story.live_chat)) if story.client else None
        if visitor is None:
            async with db.transaction() as tx:
                about = visitors.anonymous(story.language, {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)"})
                identity = Identity(
                    about.external_id, story.client, story.email, language=story.language, details=about.details
                )
                visitor, _ = await visitors.admit(tx, channel, identity)
            if story.client:
                known[story.client, story.live_chat] = visitor
        told.append(await _tell(db, town, story, visitor, site, defined, orders))
    return told


async def _order_system(db: Database, town: Town) -> Program:
    """The shop's program that tells clients how their orders fare. Its token is thrown away: who wants to try the door
    makes a program of his own."""
    made, token = await programs.make(db, await town.actor(db, "dmitri"), "Order system", ["notify"], [])
    program = await programs.of_token(db, token)
    assert program is not None
    await programs.note_used(db, made.id)
    return program


async def _tell(
    db: Database, town: Town, story: Story, visitor: Visitor, site: str, defined: labels.Labels, orders: Program
) -> UUID:
    client = visitor.actor()
    channel = town.channels[story.live_chat]
    account = await visitors.account_of(db, visitor)
    session_id = UUID(int=0)
    answered = 0
    pages = [Page(f"{site}{path}", title) for path, title in story.pages]
    for who, words in story.lines:
        if who == "client":
            if answered:
                await receipts_of_clients(db, [Receipt(client, session_id, answered, answered)])
            draft = Draft(session_id, new_id(), words)
            posted, opened = await take_in(db, channel, account, client, draft, pages[0])
            session_id = posted.session_id
            if opened:
                for page in pages[1:]:
                    await visit(db, client, session_id, page)
        elif who == "orders":
            await notify_session(db, orders, session_id, new_id(), words)
        else:
            operator = await town.actor(db, who)
            if (await seen(db, await town.actor(db, "anna"), session_id)).state == "waiting":
                await lifecycle.take(db, operator, session_id)
            await read_by_operator(db, operator, session_id, EVERYTHING)
            answered = (await post(db, operator, Draft(session_id, new_id(), words))).seq
    await _end(db, town, story, client, session_id, defined)
    return session_id


async def _end(db: Database, town: Town, story: Story, client: Actor, session_id: UUID, defined: labels.Labels) -> None:
    anna = await town.actor(db, "anna")
    await labels.put(db, anna, session_id, defined, story.tags, dict(story.values))
    if story.priority != "normal":
        await lifecycle.set_priority(db, anna, session_id, story.priority)
    if story.ends == "closed":
        operator = await _responsible(db, town, anna, session_id)
        await read_by_operator(db, operator, session_id, EVERYTHING)
        await lifecycle.close(db, operator, session_id, defined.reasons[story.reason] if story.reason else None)
    if story.rating:
        await rate(db, client, session_id, *story.rating)
    session = await seen(db, anna, session_id)
    pace = timedelta(seconds=47)
    at = {"session_id": session_id, "span": story.ago}
    paced = {"pace": pace, "last_seq": session.last_seq}
    await db.run(SQL.move_messages, **at, **paced)
    await db.run(SQL.move_events, **at, **paced)
    await db.run(SQL.move_visits, **at, **paced)
    await db.run(SQL.move_session, **at)
    await db.run(SQL.move_opening, session_id=session_id)


async def _responsible(db: Database, town: Town, anna: Actor, session_id: UUID) -> Actor:
    session = await seen(db, anna, session_id)
    name = next(name for name, id_ in town.people.items() if id_ == session.operator_id)
    return await town.actor(db, name)
