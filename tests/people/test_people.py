"""People and groups below their doors: what holds when two change the same at once, and what names are kept as."""

import asyncio
from uuid import UUID, uuid4

import pytest

from deskbell.auth.setup import give_password
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import Statement
from deskbell.demo.town import Town
from deskbell.people import groups, service
from deskbell.people.model import checked_email, plain_name
from deskbell.people.workspace import change_workspace, close_set_up, workspace_now
from deskbell.rights.actor import SYSTEM, Actor


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def living_administrators(db: Database) -> int:
    rows = await db.all(statement("select id from person where administrator and archived_at is null"))
    return len(rows)


async def test_two_administrators_who_demote_each_other_at_once_leave_one(db: Database, town: Town) -> None:
    anna, dmitri = town.people["anna"], town.people["dmitri"]
    for person_id in (anna, dmitri):
        await give_password(db, person_id, "quiet harbour lantern")
    async with db.transaction() as tx:
        await service.change_person(tx, SYSTEM, anna, administrator=True)

    async def demote(by: UUID, whom: UUID) -> None:
        async with db.transaction() as tx:
            await service.change_person(tx, Actor("person", by, "", administrator=True), whom, administrator=False)

    async def archive(by: UUID, whom: UUID) -> None:
        async with db.transaction() as tx:
            await service.archive_person(tx, Actor("person", by, "", administrator=True), whom)

    ends = await asyncio.gather(demote(anna, dmitri), archive(dmitri, anna), return_exceptions=True)
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [refusal.code for refusal in refused] == ["last_administrator"]
    assert await living_administrators(db) == 1


async def test_one_e_mail_is_one_person_even_when_taken_twice_at_once(db: Database) -> None:
    async def add(number: int) -> UUID:
        async with db.transaction() as tx:
            return await service.add_person(tx, SYSTEM, f"Clara {number}", "Clara@town.example")

    ends = await asyncio.gather(*(add(number) for number in range(6)), return_exceptions=True)
    assert sum(isinstance(end, UUID) for end in ends) == 1
    assert {end.code for end in ends if isinstance(end, Refusal)} == {"email_taken"}


async def test_a_refused_change_leaves_nothing_behind(db: Database, town: Town) -> None:
    boris = town.people["boris"]
    before = await service.person(db, boris)
    with pytest.raises(Refusal) as refused:
        async with db.transaction() as tx:
            await service.change_person(tx, SYSTEM, boris, name="Bob", group_ids=[uuid4()])
    assert refused.value.params == {"fields": {"group_ids": "unknown"}}
    assert await service.person(db, boris) == before


async def test_nobody_without_the_role_changes_people_groups_or_the_workspace(db: Database, town: Town) -> None:
    anna = await town.actor(db, "anna")
    sales = town.groups["Sales operators"]
    async with db.transaction() as tx:
        for deed in (
            service.people_page(tx, anna, archived=False),
            service.add_person(tx, anna, "Gina", "gina@town.example", administrator=True),
            service.change_person(tx, anna, anna.id, administrator=True),
            service.archive_person(tx, anna, town.people["boris"]),
            service.restore_person(tx, anna, town.people["boris"]),
            groups.all_groups(tx, anna),
            groups.add_group(tx, anna, "Mine", [anna.id]),
            groups.change_group(tx, anna, sales, member_ids=[anna.id]),
            groups.archive_group(tx, anna, sales),
            change_workspace(tx, anna, name="Mine"),
        ):
            with pytest.raises(Refusal) as refused:
                await deed
            assert refused.value.code == "not_allowed"


async def test_going_offline_keeps_everything_but_the_status(db: Database, town: Town) -> None:
    boris = await town.actor(db, "boris")
    async with db.transaction() as tx:
        await service.set_status(tx, boris, "online")
    at_work = await town.actor(db, "boris")
    assert (at_work.status, at_work.roles) == ("online", boris.roles)
    async with db.transaction() as tx:
        await service.set_status(tx, boris, "offline")
    assert await town.actor(db, "boris") == boris


async def test_names_are_known_of_the_archived_and_of_bots_but_not_of_strangers(db: Database, town: Town) -> None:
    clara, stranger = town.people["clara"], uuid4()
    async with db.transaction() as tx:
        bot = await service.add_person(tx, SYSTEM, "Helper", None, kind="bot")
        await service.archive_person(tx, SYSTEM, clara)
    assert await service.names(db, [clara, bot, stranger, clara]) == {clara: "Clara", bot: "Helper"}
    assert await service.names(db, []) == {}
    listed = await service.people_page(db, SYSTEM, archived=False)
    assert "Helper" not in [person.name for person in listed]


async def test_archived_members_come_back_with_their_groups(db: Database, town: Town) -> None:
    sales, clara, anna = town.groups["Sales operators"], town.people["clara"], town.people["anna"]
    async with db.transaction() as tx:
        await service.archive_person(tx, SYSTEM, clara)
        await groups.change_group(tx, SYSTEM, sales, member_ids=[anna])
    assert [member["name"] for member in (await groups.group(db, sales)).members] == ["Anna"]
    async with db.transaction() as tx:
        await service.restore_person(tx, SYSTEM, clara)
    assert [member["name"] for member in (await groups.group(db, sales)).members] == ["Anna", "Clara"]


async def test_the_set_up_is_closed_once(db: Database) -> None:
    async def close() -> bool:
        async with db.transaction() as tx:
            return await close_set_up(tx)

    assert not (await workspace_now(db)).set_up
    assert sorted(await asyncio.gather(*(close() for _ in range(5)))) == [False] * 4 + [True]
    assert (await workspace_now(db)).set_up


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna\t Lind\nqvist ", "Anna Lind qvist"),
        ("An\u202ena\u200b", "Anna"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("👩\u200d💻 Anna", "👩\u200d💻 Anna"),
        ("نمی\u200cدانم", "نمی\u200cدانم"),
        ("a\x00b", "a b"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_is_kept_as_one_plain_line(typed: str, kept: str) -> None:
    assert plain_name(typed) == kept
    assert plain_name(kept) == kept


@pytest.mark.parametrize(
    ("typed", "why"), [("", "required"), (" \n\t", "required"), ("\u200d\u202e", "required"), ("x" * 101, "too_long")]
)
def test_a_name_of_nothing_or_without_end_is_refused(typed: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        plain_name(typed)
    assert refused.value.params == {"fields": {"name": why}}


def test_addresses_are_kept_in_lower_case() -> None:
    assert checked_email(" Anna.Lind+desk@Town.Example ") == "anna.lind+desk@town.example"
    assert checked_email("ольга@почта.example") == "ольга@почта.example"
    assert checked_email("root@localhost") == "root@localhost"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "anna",
        "anna@",
        "@town.example",
        "a@b@c.example",
        "a b@c.example",
        "a@.example",
        "a..b@c.example",
        "a@b.",
        "<a@b.example>",
        "a@b.example\nBcc: c@d.example",
        "a@b.example,c@d.example",
        "a\u202e@b.example",
        "x" * 251 + "@b.c",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_email(typed)
    assert refused.value.params == {"fields": {"email": "invalid"}}
