"""The town as the matrix needs it: everybody at the desk, and ids for every hole of a path."""

import httpx

from deskbell.base.ids import new_id
from deskbell.sessions.searchable import follow
from tests.authorisation.answers import Row
from tests.authorisation.rows import API as OTHERS
from tests.authorisation.rows import filled
from tests.authorisation.rows_messages import MESSAGES
from tests.houses import Standing
from tests.surfaces import Frame, frame_of

CANARY = "canary-of-eva"
API = {**MESSAGES, **OTHERS}

DEEDS_TO = {"waiting": (), "mine": ("take",), "closed": ("take", "close"), "spam": ("take", "spam")}
"""What Boris does to a session that waits, so that it stands so."""


class Cast:
    """The town for the matrix, with ids for every hole of a path."""

    def __init__(self, house: Standing, desks: dict[str, httpx.AsyncClient], eva: Frame, fred: Frame) -> None:
        self.house = house
        self.desks = desks
        self.eva = eva
        self.fred = fred
        self.ids: dict[str, str] = {name: str(id_) for name, id_ in house.town.people.items()}
        self.mine = ""
        self.status = "online"

    async def new_session(self, state: str) -> str:
        """A session of another visitor in Sales, waiting, Boris's, or closed by him."""
        async with frame_of(self.house.app, self.house.town.channels["Sales"]) as visitor:
            await visitor.start()
            session: str = (await visitor.write(CANARY))["session"]["id"]
        for deed in DEEDS_TO[state]:
            answer = await self.desks["boris"].post(f"/api/v1/sessions/{session}/{deed}")
            assert answer.status_code == 200, answer.text
        return session

    async def ask(self, desk: httpx.AsyncClient, route: str, row: Row, ids: dict[str, str]) -> httpx.Response:
        """One request of the matrix; its holes filled from `ids`."""
        method, path = route.split(" ")
        query = {name: value.format(**ids) for name, value in row.query.items()}
        body = {"json": filled(row.body, ids)} if row.body is not None else {"content": b"boots"}
        content = {} if method in ("GET", "DELETE") else body
        return await desk.request(method, "/api/v1" + path.format(**ids), params=query, **content)


def lost(ids: dict[str, str]) -> dict[str, str]:
    """The same ids with those of things replaced by ones that stand for nothing."""
    return {name: str(new_id()) if name.endswith("_id") else value for name, value in ids.items()}


async def plant(cast: Cast, sales: str) -> None:
    """Eva's two sessions with the canary wherever she can write, Fred's own, and things to administer."""
    boris, dmitri = cast.desks["boris"], cast.desks["dmitri"]
    answer = await dmitri.patch(f"/api/v1/live-chats/{sales}", json={"reopen_hours": 0})
    assert answer.status_code == 200, answer.text
    await cast.eva.start()
    earlier = (await cast.eva.write(CANARY))["session"]["id"]
    for deed in ("take", "close"):
        await boris.post(f"/api/v1/sessions/{earlier}/{deed}")
    page = {"url": f"http://shop.example/{CANARY}", "title": CANARY}
    file = await cast.eva.call("POST", "/files", params={"name": f"{CANARY}.txt"}, content=CANARY.encode())
    file_id = file.json()["id"]
    cast.mine = (await cast.eva.write(CANARY, page=page, file_ids=[file_id]))["session"]["id"]
    assert cast.mine != earlier
    assert (await boris.post(f"/api/v1/sessions/{cast.mine}/take")).status_code == 200
    reply = {"send_key": str(new_id()), "text": CANARY}
    said = await boris.post(f"/api/v1/sessions/{cast.mine}/messages", json=reply)
    cast.ids["seq"] = str(said.json()["seq"])
    cast.ids |= {"program_id": str(new_id()), "account_id": str(new_id()), "direction": "out", "number": "1"}
    renamed = await boris.put(f"/api/v1/sessions/{cast.mine}/client-name", json={"name": CANARY})
    assert renamed.status_code == 200
    await cast.fred.start()
    await cast.fred.write("Hello")
    group, kept = [
        (await dmitri.post("/api/v1/groups", json={"name": name, "member_ids": []})).json()["id"]
        for name in ("For a while", "For longer")
    ]
    person = await dmitri.post("/api/v1/people", json={"name": "Nadia", "email": "nadia@town.example"})
    chat = {"name": "For a while", "operator_group_ids": [kept], "supervisor_group_ids": [kept]}
    live_chat = (await dmitri.post("/api/v1/live-chats", json=chat)).json()["id"]
    widget = {"kind": "widget", "name": "For a while"}
    channel = (await dmitri.post(f"/api/v1/live-chats/{live_chat}/channels", json=widget)).json()["id"]
    hours = {"name": "For a while", "time_zone": "Europe/Oslo"}
    schedule_id = (await dmitri.post("/api/v1/schedules", json=hours)).json()["id"]
    tag = (await dmitri.post("/api/v1/tags", json={"name": "For a while"})).json()["tags"][0]["id"]
    reason = (await dmitri.post("/api/v1/close-reasons", json={"name": "For a while"})).json()["close_reasons"][0]["id"]
    parameter = {"key": "for_a_while", "kind": "text", "names": {"en": "For a while"}}
    parameter_id = (await dmitri.post("/api/v1/parameters", json=parameter)).json()["parameters"][0]["id"]
    listed = {"list": "block", "name": CANARY, "kind": "email", "value": "canary@spam.example"}
    listed_in = listed | {"live_chat_ids": [sales]}
    cast.ids |= await plant_cards(cast)
    cast.ids |= await plant_internal(cast, live_chat) | await plant_to_read(cast)
    view = await cast.desks["anna"].post("/api/v1/saved-views", json={"name": CANARY, "settings": {}})
    await follow(cast.house.app.house.db)
    serving = {"name": CANARY, "text": CANARY, "live_chat_ids": [sales]}
    template_id = (await dmitri.post("/api/v1/templates", json=serving)).json()["id"]
    about = {"title": CANARY, "live_chat_ids": [sales]}
    article_id = (await dmitri.post("/api/v1/articles", json=about)).json()["id"]
    kept_in = {"kind": "template", "name": "For a while"}
    folder_id = (await dmitri.post("/api/v1/template-folders", json=kept_in)).json()["items"][0]["id"]
    cast.ids |= {
        "report": "live-chats",
        "field": "signing",
        "template_id": template_id,
        "schedule_id": schedule_id,
        "article_id": article_id,
        "folder_id": folder_id,
        "view_id": view.json()["id"],
        "entry_id": (await boris.post("/api/v1/blocklist", json=listed_in)).json()["id"],
        "sales_id": sales,
        "sales_channel_id": str(cast.house.town.channels["Sales"].id),
        "tag_id": tag,
        "close_reason_id": reason,
        "parameter_id": parameter_id,
        "session_id": cast.mine,
        "earlier_id": earlier,
        "file_id": file_id,
        "group_id": group,
        "kept_group": kept,
        "person_id": person.json()["person"]["id"],
        "live_chat_id": live_chat,
        "channel_id": channel,
        "sign_in_id": str(new_id()),
        "browser_id": str(new_id()),
        "sales": sales,
    }


async def plant_internal(cast: Cast, live_chat: str) -> dict[str, str]:
    """An internal channel offered to Emil's group, and his session there."""
    dmitri, emil = cast.desks["dmitri"], cast.desks["emil"]
    staff = str(cast.house.town.groups["Staff"])
    inside = {"kind": "internal", "name": "Inside"}
    channel = (await dmitri.post(f"/api/v1/live-chats/{live_chat}/channels", json=inside)).json()["id"]
    assert (await dmitri.put(f"/api/v1/channel-offers/{channel}", json={"group_ids": [staff]})).status_code == 200
    written = {"send_key": str(new_id()), "text": "A word"}
    answer = await emil.post(f"/api/v1/internal-channels/{channel}/messages", json=written)
    assert answer.status_code == 201, answer.text
    return {"internal_id": channel, "own_id": answer.json()["session"], "staff_group": staff}


async def plant_to_read(cast: Cast) -> dict[str, str]:
    """A request that Eva's session stays registered with, and an application that shows it."""
    boris, dmitri = cast.desks["boris"], cast.desks["dmitri"]
    app = next(app for app in (await boris.get("/api/v1/apps")).json()["items"] if app["key"] == "requests")
    made = await boris.post("/api/v1/cards", json={"app_id": app["id"], "values": {"subject": "Brakes"}})
    card = made.json()["card"]["id"]
    assert (await boris.put(f"/api/v1/sessions/{cast.mine}/cards/{card}", json={})).status_code == 200
    books = {"name": "Books", "origins": ["https://books.example"]}
    site = (await dmitri.post("/api/v1/embed-sites", json=books)).json()["site"]["id"]
    return {"registered": card, "site_id": site, "evas_account": cast.eva.started["account"]["id"]}


async def plant_cards(cast: Cast) -> dict[str, str]:
    """A contact and a request, Eva's client, and another one of Sales who may be merged into her."""
    boris, dmitri = cast.desks["boris"], cast.desks["dmitri"]
    apps = {app["key"]: app for app in (await boris.get("/api/v1/apps")).json()["items"]}
    made = {}
    for key, values in (("contacts", {"name": "Eva"}), ("requests", {"subject": "Norway"})):
        answer = await boris.post("/api/v1/cards", json={"app_id": apps[key]["id"], "values": values})
        assert answer.status_code == 201, answer.text
        made[key] = answer.json()["card"]["id"]
    eva, other = [
        (await dmitri.get(f"/api/v1/sessions/{session}")).json()["session"]["client"]["id"]
        for session in (cast.mine, await cast.new_session("waiting"))
    ]
    return {
        "app_id": apps["contacts"]["id"],
        "field_id": apps["contacts"]["fields"][0]["id"],
        "fields": " ".join(field["id"] for field in apps["contacts"]["fields"]),
        "card_id": made["requests"],
        "contact": made["contacts"],
        "client_id": eva,
        "other_client": other,
        "merge_id": str(new_id()),
    }
