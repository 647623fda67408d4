"""Who reads in Live Chat Messages: the rule in memory and the rule in SQL are one, and no list of the desk widens."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sessions.conftest import Sales, rows
from tests.sessions.test_rights import actors, all_sorts  # noqa: F401 - a fixture

from deskbell.embed.reading import readable_by, right_of
from deskbell.rights.actor import Role
from deskbell.sessions.model import Session


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_the_rule_in_memory_and_the_rule_in_sql_let_read_the_same(
    all_sorts: tuple[Sales, list[Session]],  # noqa: F811
    data: st.DataObject,
) -> None:
    sales, sessions = all_sorts
    actor = data.draw(actors(sales, sessions).filter(lambda one: one.kind in ("person", "bot")))
    found = await rows(
        sales.db, "select id from session_readable_by($1, $2, $3, $4, $5, $6)", *right_of(actor).values()
    )
    assert {row["id"] for row in found} == {one.id for one in sessions if readable_by(one, actor)}


async def test_a_reader_reads_more_than_he_sees_and_never_spam(
    all_sorts: tuple[Sales, list[Session]],  # noqa: F811
) -> None:
    sales, sessions = all_sorts
    reader = replace(sales.boris, roles={sales.town.live_chats["Support"]: frozenset({Role.READER})})
    read = [one for one in sessions if readable_by(one, reader)]
    assert {one.live_chat_name for one in read} == {"Support"}
    assert {one.state for one in read} == {"waiting", "with_operator", "closed"}
    assert not [one for one in sessions if one.seen_by(reader)]
