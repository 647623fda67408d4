"""The town's inside: Emil writes to the help desk, Rita reads in both live chats, and Books shows her messages."""

from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper
from deskbell.channels.internal import employees, offers
from deskbell.channels.registry import kind_named
from deskbell.demo.town import Town
from deskbell.embed import sites
from deskbell.live_chats import channel_rows
from deskbell.live_chats import service as live_chats
from deskbell.rights.actor import Actor
from deskbell.sessions import lifecycle
from deskbell.sessions.post import Draft, post
from deskbell.sessions.rating import rate

BOOKS = "Books"
LINES = (
    ("emil", "The till in the shop prints nothing since this morning."),
    ("clara", "Good morning Emil. Is its green lamp on?"),
    ("emil", "No, it is dark."),
    ("clara", "Then it is the plug under the counter: the cleaners move it. Please look there."),
    ("emil", "That was it, thank you!"),
)


async def open_inside(db: Database, keeper: Keeper, town: Town, site: str) -> None:
    """`site`: the origin of the other application."""
    dmitri = await town.actor(db, "dmitri")
    settings = {"title": "Help desk", "greeting": "Something broke? Write a line, we answer within the hour."}
    checked = kind_named("internal").check_settings(settings)
    support = town.live_chats["Support"]
    channel = await channel_rows.add_channel(db, dmitri, support, "internal", "Inside", checked)
    await offers.set_offer(db, dmitri, channel.id, [town.groups["Staff"]])
    readers = live_chats.Change(reader_group_ids=[town.groups["Readers"]])
    for live_chat_id in town.live_chats.values():
        await live_chats.change_live_chat(db, dmitri, live_chat_id, readers)
    await sites.add_site(db, keeper, dmitri, BOOKS, [site])
    await _talk(db, await town.actor(db, "emil"), await town.actor(db, "clara"), channel.id)


async def _talk(db: Database, emil: Actor, clara: Actor, channel_id: UUID) -> None:
    client = await employees.become_client(db, emil)
    session_id = new_id()
    for who, words in LINES:
        draft = Draft(session_id, new_id(), words)
        if who == "emil":
            posted, opened = await employees.write(db, client, channel_id, draft)
            session_id = posted.session_id
            if opened:
                await lifecycle.take(db, clara, session_id)
        else:
            await post(db, clara, draft)
    await lifecycle.close(db, clara, session_id)
    await rate(db, client, session_id, 5, None)
