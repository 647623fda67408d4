"""Who sees and who may: the rule in memory and the rule in SQL are one; Offline may only look."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sessions.conftest import Sales, new_visitor, rows
from tests.surfaces import at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.clients import apps, cards
from deskbell.demo.town import Town
from deskbell.live_chats import labels, parameters
from deskbell.rights.actor import SYSTEM, Actor, Role
from deskbell.rights.table import TABLE, Deed
from deskbell.sessions import bindings, client_deeds, joining, labelling, lifecycle, notes, spam, transferring
from deskbell.sessions.counters import counters_of
from deskbell.sessions.drafts import Draft
from deskbell.sessions.model import Session
from deskbell.sessions.reading import by_ids, seen

STATES = (
    ("waiting", False, True),
    ("waiting", False, False),
    ("with_operator", True, False),
    ("closed", True, False),
    ("closed", False, False),
    ("spam", False, False),
)
"""State, whether an operator holds it, whether it is queued."""

ADD = """
insert into session (id, live_chat_id, channel_id, account_id, client_id, state, operator_id, group_id, queued_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then now() end) returning id
"""


@pytest.fixture
async def all_sorts(sales: Sales) -> tuple[Sales, list[Session]]:
    """Sessions in every state, of both live chats, for each group and each operator."""
    ids = []
    for chat in ("Sales", "Support"):
        visitor = await new_visitor(sales.db, sales.town.channels[chat])
        for state, held, queued in STATES:
            for group in (None, sales.town.groups["Sales operators"], sales.town.groups["Staff"]):
                for operator in (sales.boris.id, sales.clara.id) if held else (None,):
                    one = await new_visitor(sales.db, sales.town.channels[chat])
                    values = (one.account.id, one.account.client_id, state, operator, group, queued)
                    place = (new_id(), sales.town.live_chats[chat], visitor.channel.id)
                    ids += [row["id"] for row in await rows(sales.db, ADD, *place, *values)]
    return sales, await by_ids(sales.db, ids)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_the_rule_in_memory_and_the_rule_in_sql_see_the_same(
    all_sorts: tuple[Sales, list[Session]], data: st.DataObject
) -> None:
    sales, sessions = all_sorts
    actor = data.draw(actors(sales, sessions))
    visible = await rows(sales.db, "select id from session_visible_to($1, $2, $3, $4, $5, $6)", *actor.scope().values())
    assert {row["id"] for row in visible} == {one.id for one in sessions if one.seen_by(actor)}


def actors(sales: Sales, sessions: list[Session]) -> st.SearchStrategy[Actor]:
    """People with any roles and groups, clients of any session, and Deskbell itself."""
    chats = list(sales.town.live_chats.values())
    roles = st.dictionaries(st.sampled_from(chats), st.frozensets(st.sampled_from(list(Role))))
    people = st.builds(
        Actor,
        kind=st.sampled_from(["person", "bot"]),
        id=st.sampled_from([sales.boris.id, sales.clara.id, sales.anna.id]),
        name=st.just("Somebody"),
        administrator=st.sampled_from([False, False, False, True]),
        roles=roles,
        groups=st.frozensets(st.sampled_from(list(sales.town.groups.values()))),
    )
    accounts = st.sampled_from(sessions).map(lambda one: Actor("account", one.account_id, "A client"))
    return st.one_of(people, people, accounts, st.just(SYSTEM))


async def test_an_operator_sees_his_queue_and_his_own_and_a_supervisor_all(
    all_sorts: tuple[Sales, list[Session]],
) -> None:
    sales, sessions = all_sorts
    seen_by_boris = [one for one in sessions if one.seen_by(sales.boris)]
    assert {one.live_chat_name for one in seen_by_boris} == {"Sales"}
    assert {one.operator_name for one in seen_by_boris if one.state != "waiting"} == {"Boris"}
    assert sum(one.seen_by(sales.anna) for one in sessions) == len(sessions)
    assert not [one for one in sessions if one.seen_by(replace(sales.boris, roles={}))]


# ── Offline may only look ───────────────────────────────────────────────────────────────────────────────────────────


async def put_a_tag(sales: Sales, actor: Actor, session_id: UUID) -> None:
    tag = await labels.add_tag(sales.db, SYSTEM, f"Tag {new_id()}")
    await labelling.set_tags(sales.db, actor, session_id, [tag])


async def fill_in(sales: Sales, actor: Actor, session_id: UUID) -> None:
    key = f"p{new_id().hex}"
    parameter = await parameters.add_parameter(sales.db, SYSTEM, key, "boolean", {"en": "Asked"}, [])
    await parameters.switch_on(sales.db, SYSTEM, sales.town.live_chats["Sales"], [parameter], [False])
    await labelling.set_parameters(sales.db, actor, session_id, {key: True})


async def register(sales: Sales, actor: Actor, session_id: UUID) -> None:
    app = next(one for one in await apps.apps(sales.db) if one.binds == "session")
    card = await cards.add_card(sales.db, sales.anna, app.id, cards.Given({"subject": "Norway"}))
    await bindings.register(sales.db, actor, session_id, card.id)


async def merge(sales: Sales, actor: Actor, session_id: UUID) -> None:
    other = await new_visitor(sales.db, sales.town.channels["Sales"])
    session = await seen(sales.db, sales.anna, session_id)
    await client_deeds.merge_clients(sales.db, actor, other.account.client_id, session.client_id)


def a_note(session_id: UUID) -> Draft:
    return Draft(session_id, new_id(), "He asked before", audience="staff")


async def hand_on(sales: Sales, actor: Actor, session_id: UUID) -> None:
    await notes.forward(sales.db, actor, session_id, new_id(), [sales.anna.id], "Look", None)


async def move_on(sales: Sales, actor: Actor, session_id: UUID) -> None:
    await transferring.transfer(sales.db, actor, session_id, transferring.Target(sales.clara.id), new_id())


Offered = Callable[[Sales, Actor, UUID], Awaitable[Any]]

DEEDS: dict[Deed, tuple[str, Offered]] = {
    Deed.TAKE: ("waiting", lambda sales, actor, session: lifecycle.take(sales.db, actor, session)),
    Deed.CLOSE: ("mine", lambda sales, actor, session: lifecycle.close(sales.db, actor, session)),
    Deed.REOPEN: ("closed", lambda sales, actor, session: lifecycle.reopen(sales.db, actor, session)),
    Deed.RENAME: ("mine", lambda sales, actor, session: lifecycle.rename(sales.db, actor, session, "Boots")),
    Deed.SET_PRIORITY: ("mine", lambda sales, actor, session: lifecycle.set_priority(sales.db, actor, session, "high")),
    Deed.MARK_SPAM: ("mine", lambda sales, actor, session: spam.mark_spam(sales.db, actor, session)),
    Deed.TAG: ("mine", lambda sales, actor, session: put_a_tag(sales, actor, session)),
    Deed.SET_PARAMETERS: ("mine", lambda sales, actor, session: fill_in(sales, actor, session)),
    Deed.BIND: ("mine", lambda sales, actor, session: register(sales, actor, session)),
    Deed.MERGE_CLIENTS: ("mine", lambda sales, actor, session: merge(sales, actor, session)),
    Deed.ASSIGN: ("mine", lambda sales, actor, session: lifecycle.assign(sales.db, actor, session, actor.id, None)),
    Deed.NOTE: ("mine", lambda sales, actor, session: notes.write_note(sales.db, actor, a_note(session))),
    Deed.FORWARD: ("mine", lambda sales, actor, session: hand_on(sales, actor, session)),
    Deed.JOIN: ("mine", lambda sales, actor, session: joining.join(sales.db, actor, session)),
    Deed.TRANSFER: ("mine", lambda sales, actor, session: move_on(sales, actor, session)),
}
BY_THE_DOORS = {Deed.REPLY, Deed.RETOUCH, Deed.KEEP_CARDS, Deed.BEGIN}
"""Asked for at the doors before a message is posted, or of no session (cards, one to begin); tried there."""


def test_every_deed_that_offline_refuses_is_tried() -> None:
    assert set(DEEDS) | BY_THE_DOORS == {deed for deed, rule in TABLE.items() if rule.online}


@pytest.mark.parametrize("deed", list(DEEDS))
async def test_offline_refuses_what_online_and_away_may(sales: Sales, deed: Deed) -> None:
    state, do = DEEDS[deed]
    somebody = sales.anna if deed in (Deed.ASSIGN, Deed.JOIN) else sales.boris
    for status in ("online", "away"):
        visitor = await new_visitor(sales.db, sales.town.channels["Sales"])
        session_id = (await visitor.write("Hello")).session_id
        if state != "waiting":
            await lifecycle.take(sales.db, sales.boris, session_id)
        if state == "closed":
            await lifecycle.close(sales.db, sales.boris, session_id)
        before = await sales.log_of(session_id)
        with pytest.raises(Refusal) as refused:
            await do(sales, replace(somebody, status="offline"), session_id)
        assert (refused.value.code, refused.value.status) == ("offline_may_only_look", 409)
        assert await sales.log_of(session_id) == before
        await do(sales, replace(somebody, status=status), session_id)
        assert len(await sales.log_of(session_id)) == len(before) + 1


async def test_offline_answers_nobody_by_either_door_but_reads_and_marks(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as eva, desk_of(app, town, "boris") as boris:
        await at_work(boris)
        await eva.start()
        session = (await eva.write("Hello"))["session"]["id"]
        await boris.post(f"/api/v1/sessions/{session}/take")
        async with socket_of(app, boris) as desk:
            await desk.ask("join", session=session, cursor=0)
            said = await desk.ask("post", session=session, send_key=key(), text="Good morning")
            assert said["type"] == "ok"
            await at_work(boris, "offline")
            await desk.until("changed", what="me")
            refused = await desk.ask("post", session=session, send_key=key(), text="A word")
            assert (refused["type"], refused["code"]) == ("refused", "offline_may_only_look")
            path = f"/api/v1/sessions/{session}"
            answer = await boris.post(f"{path}/messages", json={"send_key": key(), "text": "A word"})
            assert (answer.status_code, answer.json()["code"]) == (409, "offline_may_only_look")
            assert (await boris.put(f"{path}/read", json={"client_no": 1})).status_code == 204
            page = (await boris.get(path)).json()
            # Keeping the blocklist is free while Offline; marking the session as spam is not.
            assert {name for name, allowed in page["may"].items() if allowed} <= {"block"}
            assert page["session"]["operator"]["name"] == "Boris", "one keeps one's sessions"
            await at_work(boris, "away")
            answer = await boris.post(f"{path}/messages", json={"send_key": key(), "text": "A word"})
            assert answer.status_code == 201


async def test_a_readers_counters_tell_nothing_of_the_queue(sales: Sales) -> None:
    await (await new_visitor(sales.db, sales.town.channels["Sales"])).write("Is anybody there?")
    sales_id = sales.town.live_chats["Sales"]
    reader = Actor("person", new_id(), "Rita", roles={sales_id: frozenset({Role.READER})})
    counters = await counters_of(sales.db, [sales.boris, reader])
    told = counters[reader.id]
    assert (told["live_chats"][str(sales_id)]["queue"], told["waiting"]) == (None, 0)
    told = counters[sales.boris.id]
    assert (told["live_chats"][str(sales_id)]["queue"], told["waiting"]) == (1, 1)


async def test_a_session_is_looked_up_through_the_right_to_see_it(sales: Sales) -> None:
    session_id = (await sales.eva.write("Hello")).session_id
    assert (await seen(sales.db, sales.eva.actor, session_id)).id == session_id
    for actor, wanted in ((sales.fred.actor, session_id), (sales.eva.actor, new_id())):
        with pytest.raises(Refusal) as refused:
            await seen(sales.db, actor, wanted)
        assert (refused.value.code, refused.value.status, refused.value.params) == ("not_found", 404, {})
