"""A session is called as its template says, however that is spaced and whatever a client is called."""

from tests.sessions.conftest import Sales
from tests.surfaces import desk_of

from deskbell.app import Doors
from deskbell.sessions import lifecycle


async def test_a_session_is_called_by_its_template(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write()).session_id
    await lifecycle.rename_client(sales.db, sales.anna, session, "Eva {{number}}")
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        template = {"name_template": "{{ client }} in {{live_chat}}"}
        changed = await dmitri.patch(f"/api/v1/live-chats/{sales.town.live_chats['Sales']}", json=template)
        assert changed.status_code == 200, changed.text
        row = (await dmitri.get(f"/api/v1/sessions/{session}")).json()["session"]
    assert row["name"] == "Eva {{number}} in Sales"
