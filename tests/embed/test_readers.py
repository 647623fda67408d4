"""Reading on a card: who reads what, what is never shown, and that no other list widens by it."""

from tests.embed.conftest import Reading, readers
from tests.surfaces import frame_of, key

from deskbell.base.ids import new_id

TEXTS = ["Do you ship to Norway?", "We do"]


async def test_a_reader_reads_by_the_clients_card_and_by_the_item(reading: Reading) -> None:
    for card in (reading.contact, reading.request):
        listed = (await reading.read("rita", card=card)).json()
        assert [one["id"] for one in listed["items"]] == [reading.session]
        assert [one["name"] for one in listed["live_chats"]] == ["Sales"]
        thread = (await reading.read("rita", f"/{reading.session}", card=card)).json()
        assert [one["text"] for one in thread["messages"]] == TEXTS
        assert thread["messages"][1]["author"] == {"kind": "person", "id": None, "name": "Boris"}
        assert (thread["session"]["may_reply"], thread["session"]["on_desk"]) == (False, False)


async def test_a_note_is_never_shown(reading: Reading) -> None:
    boris = reading.desks["boris"]
    said = await boris.post(f"/api/v1/sessions/{reading.session}/notes", json={"send_key": key(), "text": "A secret"})
    assert said.status_code == 201, said.text
    thread = (await reading.read("rita", f"/{reading.session}")).json()
    newer = await reading.read("rita", f"/{reading.session}/newer", after=0)
    older = await reading.read("rita", f"/{reading.session}/older")
    assert [one["text"] for one in thread["messages"]] == TEXTS
    assert "A secret" not in newer.text + older.text
    listed = (await reading.read("rita")).json()
    assert listed["items"][0]["preview"] == "We do"
    # Beside the refusal, its success: who works there reads it on the desk.
    assert "A secret" in (await boris.get(f"/api/v1/sessions/{reading.session}")).text


async def test_who_reads_nowhere_finds_no_card_and_who_reads_elsewhere_no_session(reading: Reading) -> None:
    assert (await reading.read("emil")).status_code == 404
    await readers(reading)
    await readers(reading, "Readers", live_chat="Support")
    assert (await reading.read("rita")).json()["items"] == []
    assert (await reading.read("rita", f"/{reading.session}")).status_code == 404


async def test_a_session_of_another_card_is_not_there(reading: Reading) -> None:
    async with frame_of(reading.app, reading.town.channels["Sales"]) as fred:
        await fred.start()
        other = (await fred.write("Hello"))["session"]["id"]
    assert (await reading.read("rita", f"/{other}")).status_code == 404


async def test_the_right_is_asked_again_with_each_request(reading: Reading) -> None:
    newer = f"/{reading.session}/newer"
    assert (await reading.read("rita", newer, after=0)).status_code == 200
    await readers(reading)
    refused = await reading.read("rita", newer, after=0)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_what_comes_is_told_after_a_cursor(reading: Reading) -> None:
    thread = (await reading.read("rita", f"/{reading.session}")).json()
    assert reading.eva is not None
    await reading.eva.write("How much is it?")
    told = (await reading.read("rita", f"/{reading.session}/newer", after=thread["cursor"])).json()
    posted = [one["data"]["message"]["text"] for one in told["events"] if one["kind"] == "message_posted"]
    assert posted == ["How much is it?"]
    again = (await reading.read("rita", f"/{reading.session}/newer", after=told["cursor"])).json()
    assert again["events"] == []


async def test_a_reader_opens_nothing_else(reading: Reading) -> None:
    rita = reading.desks["rita"]
    for path in (f"sessions/{reading.session}", f"sessions/{reading.session}/messages", "live-chats", "people"):
        assert (await rita.get(f"/api/v1/{path}")).status_code in (403, 404), path
    body = {"send_key": key(), "text": "Hello"}
    assert (await rita.post(f"/api/v1/sessions/{reading.session}/messages", json=body)).status_code == 404
    for group in ("queue", "mine", "closed", "active"):
        assert (await rita.get("/api/v1/sessions", params={"group": group})).json()["items"] == []
    assert (await rita.get("/api/v1/me")).json()["live_chats"] == []
    assert (await rita.get("/api/v1/search", params={"text": "Norway"})).json().get("items", []) == []


async def test_a_file_is_read_by_who_reads_its_session(reading: Reading) -> None:
    assert reading.eva is not None
    file = (await reading.eva.call("POST", "/files", params={"name": "map.txt"}, content=b"north")).json()["id"]
    await reading.eva.write("Here", file_ids=[file])
    path = f"/api/v1/cards/{reading.contact}/messages/{reading.session}/file-addresses"
    rita = reading.desks["rita"]
    url = (await rita.post(path, json={"file_ids": [file]})).json()["items"][file]["url"]
    assert (await rita.get(url)).content == b"north"
    await readers(reading)
    assert (await rita.get(url)).status_code == 404


async def test_the_filter_is_by_live_chat_and_pages_go_on(reading: Reading) -> None:
    selling, support = (str(reading.town.live_chats[name]) for name in ("Sales", "Support"))
    assert len((await reading.read("anna", live_chat=selling)).json()["items"]) == 1
    assert (await reading.read("anna", live_chat=support)).json()["items"] == []
    anna, boris = reading.desks["anna"], reading.desks["boris"]
    await reading.desks["dmitri"].patch(f"/api/v1/live-chats/{selling}", json={"reopen_hours": 0})
    assert reading.eva is not None
    seen = [reading.session]
    for number in range(3):
        assert (await boris.post(f"/api/v1/sessions/{seen[-1]}/close", json={})).status_code == 200
        seen.append((await reading.eva.write(f"Again {number}"))["session"]["id"])
        assert (await boris.post(f"/api/v1/sessions/{seen[-1]}/take")).status_code == 200
    found, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await anna.get(f"/api/v1/cards/{reading.contact}/messages", params=query)).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == list(reversed(seen))


async def test_only_an_operator_replies_and_only_in_his_own(reading: Reading) -> None:
    shown = {name: (await reading.read(name)).json()["items"] for name in ("boris", "clara", "anna")}
    assert (shown["boris"][0]["may_reply"], shown["anna"][0]["may_reply"]) == (True, False)
    # Clara operates in Sales, but neither reads there nor has this session.
    assert shown["clara"] == []


async def test_readers_may_be_nobody_and_only_groups_in_use(reading: Reading) -> None:
    await readers(reading)
    path = f"/api/v1/live-chats/{reading.town.live_chats['Sales']}"
    refused = await reading.desks["dmitri"].patch(path, json={"reader_group_ids": [str(new_id())]})
    assert refused.json()["params"]["fields"] == {"reader_group_ids": "unknown"}
    assert (await reading.desks["anna"].patch(path, json={"reader_group_ids": []})).json()["code"] == "not_allowed"
