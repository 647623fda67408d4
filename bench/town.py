"""The dialogues under load: real people, visitors and taken sessions, made by Deskbell's own rooms."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg

from deskbell.auth.gate import actor_for
from deskbell.auth.model import Visit
from deskbell.auth.sign_ins import begin
from deskbell.auth.tickets import issue_ticket_for_account, issue_ticket_for_sign_in
from deskbell.base.db import Database, open_database
from deskbell.base.ids import new_id
from deskbell.base.postgres import find_running
from deskbell.channels.intake import take_in
from deskbell.channels.widget import visitors
from deskbell.clients.model import Identity
from deskbell.demo.town import DOMAIN, settle
from deskbell.live_chats.model import Channel
from deskbell.people import groups
from deskbell.people import service as people
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions import lifecycle
from deskbell.sessions.post import Draft
from deskbell.settings import Settings

DIALOGUES_TO_AN_OPERATOR = 10


@dataclass(frozen=True)
class Dialogue:
    """A session and who sits at its ends: the client's account, the number of the operator."""

    session: UUID
    account: UUID | None = None
    operator: int = 0


@dataclass
class Stage:
    """What a load plays on: `db` is the load's own door to the program's database."""

    dialogues: list[Dialogue]
    connection: asyncpg.Connection
    db: Database | None = None
    channel: Channel | None = None
    sign_ins: tuple[UUID, ...] = ()
    secrets: dict[UUID, UUID] = field(default_factory=dict)
    """By account, the id of its visitor's secret."""

    async def client_ticket(self, account: UUID) -> str:
        assert self.db
        assert self.channel
        return (await issue_ticket_for_account(self.db, account, self.channel.id, self.secrets[account])).token

    async def operator_ticket(self, operator: int) -> str:
        assert self.db
        return (await issue_ticket_for_sign_in(self.db, self.sign_ins[operator])).token

    async def visitors(self, count: int) -> list[UUID]:
        """New visitors who have opened the frame and not written."""
        assert self.db
        assert self.channel
        accounts = []
        for _ in range(count):
            async with self.db.transaction() as tx:
                visitor, _token = await visitors.admit(tx, self.channel, visitors.anonymous("en", {}))
            accounts.append(visitor.account_id)
            self.secrets[visitor.account_id] = visitor.token_id
        return accounts

    async def close(self) -> None:
        await self.connection.close()
        if self.db:
            await self.db.close()


async def floor_stage(data: Path, count: int) -> Stage:
    """Dialogues of the floor: rows with a number."""
    connection = await _connect(data)
    ids = [new_id() for _ in range(count)]
    await connection.execute("insert into dialogue (id) select unnest($1::uuid[])", ids)
    return Stage([Dialogue(id_, operator=n // DIALOGUES_TO_AN_OPERATOR) for n, id_ in enumerate(ids)], connection)


async def deskbell_stage(data: Path, count: int) -> Stage:
    """Dialogues of Deskbell: visitors who wrote, operators who took, all in the live chat Sales."""
    connection = await _connect(data)
    dsn = find_running(data)
    assert dsn
    db = await open_database(dsn, size=4, sends=1)
    town = await settle(db)
    operators = -(-count // DIALOGUES_TO_AN_OPERATOR)
    signed_in, actors = [], []
    async with db.transaction() as tx:
        for n in range(operators):
            name = f"Operator {n + 1}"
            person = await people.add_person(tx, SYSTEM, name, f"operator{n + 1}@{DOMAIN}", language="en")
            signed_in.append(
                (person, (await begin(tx, Settings(data=data), person, Visit("127.0.0.1", None))).sign_in_id)
            )
        members = [*(person for person, _ in signed_in), town.people["boris"], town.people["clara"]]
        await groups.change_group(tx, SYSTEM, town.groups["Sales operators"], member_ids=members)
    for person, _ in signed_in:
        async with db.transaction() as tx:
            await people.set_status(tx, await _actor(db, person), "online")
        actors.append(await _actor(db, person))
    channel = town.channels["Sales"]
    stage = Stage([], connection, db, channel, tuple(sign_in for _, sign_in in signed_in))
    for n in range(count):
        operator = n // DIALOGUES_TO_AN_OPERATOR
        stage.dialogues.append(await _dialogue(stage, db, channel, operator, actors[operator]))
    return stage


async def _actor(db: Database, person: UUID) -> Actor:
    actor = await actor_for(db, person)
    assert actor
    return actor


async def _dialogue(stage: Stage, db: Database, channel: Channel, number: int, operator: Actor) -> Dialogue:
    async with db.transaction() as tx:
        about: Identity = visitors.anonymous("en", {})
        visitor, _ = await visitors.admit(tx, channel, about)
    stage.secrets[visitor.account_id] = visitor.token_id
    account = await visitors.account_of(db, visitor)
    draft = Draft(UUID(int=0), new_id(), "Do you ship to Norway?")
    posted, _ = await take_in(db, channel, account, visitor.actor(), draft)
    await lifecycle.take(db, operator, posted.session_id)
    return Dialogue(posted.session_id, visitor.account_id, number)


async def _connect(data: Path) -> asyncpg.Connection:
    dsn = find_running(data)
    assert dsn, f"no PostgreSQL runs on {data}"
    return await asyncpg.connect(dsn)
