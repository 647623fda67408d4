"""Employees write from inside: to whom, for how long, and what of the session they see."""

from typing import Any

from tests.internal.conftest import Inside
from tests.surfaces import Socket, desk_of, key, socket_of

from deskbell.realtime.connection import SIGN_IN_ENDED


async def _socket(inside: Inside, name: str, **hello: Any) -> Socket:
    socket = Socket(inside.app)
    await socket.open()
    await socket.hello(await inside.ticket(name), **hello)
    return socket


async def test_an_employee_finds_what_is_offered_to_his_groups_and_nothing_else(inside: Inside) -> None:
    [place] = await inside.places("emil")
    assert (place["title"], place["greeting"], place["offered"]) == ("Help desk", "What broke?", True)
    assert await inside.places("rita") == []
    refused = await inside.write("rita")
    assert (refused.status_code, refused.json()["code"]) == (403, "channel_not_offered")


async def test_he_writes_and_an_operator_answers_on_the_same_desk(inside: Inside) -> None:
    written = await inside.write("emil")
    assert written.status_code == 201, written.text
    session, clara = written.json()["session"], inside.desks["clara"]
    assert (await clara.post(f"/api/v1/sessions/{session}/take")).status_code == 200
    page = (await clara.get(f"/api/v1/sessions/{session}")).json()["session"]
    assert (page["channel_kind"], page["client"]["name"], page["account"]["email"]) == (
        "internal",
        "Emil",
        "emil@town.example",
    )
    assert page["account"]["details"]["groups"] == "Staff"
    answer = await clara.post(
        f"/api/v1/sessions/{session}/messages", json={"send_key": key(), "text": "A new one comes"}
    )
    assert answer.status_code == 201
    thread = await inside.thread("emil")
    assert [one["text"] for one in thread["messages"]] == ["My lamp is broken", "A new one comes"]
    assert thread["session"]["operator"] == {"name": "Clara"}
    assert thread["messages"][1]["author"]["id"] is None
    [place] = await inside.places("emil")
    assert place["unread"] == 1


async def test_a_message_comes_live_as_to_any_client_and_a_retry_is_one_message(inside: Inside) -> None:
    socket, send_key = await _socket(inside, "emil"), key()
    first = await socket.ask("post", channel=inside.channel, send_key=send_key, text="Hello")
    again = await socket.ask("post", channel=inside.channel, send_key=send_key, text="Hello")
    assert (first["type"], again["message_id"]) == ("ok", first["message_id"])
    session = first["session"]
    assert (await socket.ask("join", session=session, cursor=0))["outcome"] == "replay"
    await inside.desks["clara"].post(f"/api/v1/sessions/{session}/take")
    taken = await socket.until("event", kind="session_taken")
    assert taken["data"]["session"]["operator"] == {"name": "Clara"}
    assert (await socket.ask("read", session=session, seq=taken["seq"]))["type"] == "ok"
    await socket.close()


async def test_another_persons_session_is_not_there_and_staff_marks_are_never_told(inside: Inside) -> None:
    await inside.offer("Staff", "Readers")
    session = (await inside.write("emil")).json()["session"]
    await inside.write("rita", "Mine")
    rita = inside.desks["rita"]
    for path in ("messages", "events?after=0"):
        answer = await rita.get(f"/api/v1/internal-sessions/{session}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    socket = await _socket(inside, "rita")
    assert (await socket.ask("join", session=session, cursor=0))["code"] == "not_found"
    await socket.close()
    clara = inside.desks["clara"]
    await clara.post(f"/api/v1/sessions/{session}/take")
    assert (await clara.put(f"/api/v1/sessions/{session}/priority", json={"priority": "high"})).status_code == 200
    events = (await inside.desks["emil"].get(f"/api/v1/internal-sessions/{session}/events?after=0")).json()["events"]
    assert "priority_changed" not in [one["kind"] for one in events]
    # As a person he has no desk for it either.
    assert (await inside.desks["emil"].get(f"/api/v1/sessions/{session}")).status_code == 404


async def test_a_note_is_nothing_he_counts_as_unread(inside: Inside) -> None:
    session, clara = (await inside.write("emil")).json()["session"], inside.desks["clara"]
    await clara.post(f"/api/v1/sessions/{session}/take")
    noted = await clara.post(f"/api/v1/sessions/{session}/notes", json={"send_key": key(), "text": "Who knows lamps?"})
    assert noted.status_code == 201, noted.text
    assert (await inside.places("emil"))[0]["unread"] == 0
    await clara.post(f"/api/v1/sessions/{session}/messages", json={"send_key": key(), "text": "A new one comes"})
    assert (await inside.places("emil"))[0]["unread"] == 1


async def test_the_right_to_write_ends_with_the_offer_and_what_was_written_stays_to_read(inside: Inside) -> None:
    send_key = key()
    first = await inside.write("emil", send_key=send_key)
    socket = await _socket(inside, "emil", sessions={first.json()["session"]: 0})
    await inside.offer("Readers")
    refused = await inside.write("emil", "One more")
    assert (refused.status_code, refused.json()["code"]) == (403, "channel_not_offered")
    told = await socket.ask(
        "post", channel=inside.channel, session=first.json()["session"], send_key=key(), text="And?"
    )
    assert told["code"] == "channel_not_offered"
    await socket.close()
    assert (await inside.write("emil", send_key=send_key)).status_code == 200
    thread = await inside.thread("emil")
    assert [one["text"] for one in thread["messages"]] == ["My lamp is broken"]
    [place] = await inside.places("emil")
    assert place["offered"] is False
    await inside.offer("Staff")
    assert (await inside.write("emil", "Back again")).status_code == 201


async def test_his_socket_ends_with_his_sign_in(inside: Inside) -> None:
    socket = await _socket(inside, "emil")
    assert (await inside.desks["emil"].delete("/api/v1/sign-ins/current")).status_code == 204
    assert await socket.closed() == SIGN_IN_ENDED
    await socket.close()


async def test_a_file_of_his_is_seen_by_both_sides_and_by_nobody_else(inside: Inside) -> None:
    emil, clara, rita = (inside.desks[name] for name in ("emil", "clara", "rita"))
    upload = await emil.post(
        f"/api/v1/internal-channels/{inside.channel}/files", params={"name": "lamp.txt"}, content=b"dark"
    )
    assert upload.status_code == 201, upload.text
    file_id = upload.json()["id"]
    session = (await inside.write("emil", file_ids=[file_id])).json()["session"]
    await clara.post(f"/api/v1/sessions/{session}/take")
    for desk, path in ((emil, "internal-sessions"), (clara, "sessions")):
        answer = await desk.post(f"/api/v1/{path}/{session}/file-addresses", json={"file_ids": [file_id]})
        url = answer.json()["items"][file_id]["url"]
        assert (await desk.get(url)).content == b"dark"
    assert (
        await rita.post(f"/api/v1/internal-sessions/{session}/file-addresses", json={"file_ids": [file_id]})
    ).status_code == 404
    refused = await rita.post(
        f"/api/v1/internal-channels/{inside.channel}/files", params={"name": "lamp.txt"}, content=b"dark"
    )
    assert refused.json()["code"] == "channel_not_offered"


async def test_he_is_never_spam_and_never_locked(inside: Inside) -> None:
    session = (await inside.write("emil")).json()["session"]
    anna = inside.desks["anna"]
    refused = await anna.post(f"/api/v1/sessions/{session}/spam")
    assert (refused.status_code, refused.json()["code"]) == (409, "internal_never_locked")
    entry = {"list": "block", "name": "Emil", "kind": "email", "value": "emil@town.example"}
    await inside.desks["dmitri"].post("/api/v1/blocklist", json=entry)
    again = (await inside.write("emil", "Still here")).json()
    assert again["session"] == session


async def test_who_operates_is_an_employee_elsewhere(inside: Inside) -> None:
    await inside.offer("Sales operators")
    async with desk_of(inside.app, inside.town, "boris") as boris:
        body = {"send_key": key(), "text": "My screen flickers"}
        written = await boris.post(f"/api/v1/internal-channels/{inside.channel}/messages", json=body)
        assert written.status_code == 201, written.text
        assert (await boris.get(f"/api/v1/sessions/{written.json()['session']}")).status_code == 404


async def test_only_administrators_offer_and_only_groups_in_use(inside: Inside) -> None:
    path = f"/api/v1/channel-offers/{inside.channel}"
    for name in ("emil", "clara", "anna"):
        assert (await inside.desks[name].put(path, json={"group_ids": []})).json()["code"] == "not_allowed"
    dmitri = inside.desks["dmitri"]
    assert (await dmitri.put(path, json={"group_ids": [key()]})).json()["params"]["fields"] == {"group_ids": "unknown"}
    assert [one["name"] for one in (await dmitri.get(path)).json()["items"]] == ["Staff"]
    trail = (await dmitri.get("/api/v1/audit")).json()["items"]
    assert "channel_offered" in [one["deed"] for one in trail]


async def test_an_answer_is_told_wherever_he_is_and_reading_it_takes_the_mark_away(inside: Inside) -> None:
    session = (await inside.write("emil")).json()["session"]
    clara = inside.desks["clara"]
    await clara.post(f"/api/v1/sessions/{session}/take")
    async with socket_of(inside.app, inside.desks["emil"]) as desk:
        body = {"send_key": key(), "text": "A new one comes"}
        seq = (await clara.post(f"/api/v1/sessions/{session}/messages", json=body)).json()["seq"]
        await desk.until("changed", what="messages")
        assert [one["unread"] for one in await inside.places("emil")] == [1]
        client = await _socket(inside, "emil")
        assert (await client.ask("read", session=session, seq=seq))["type"] == "ok"
        while [one["unread"] for one in await inside.places("emil")] != [0]:
            await desk.until("changed", what="messages")
        await client.close()


async def test_what_staff_alone_are_told_moves_nothing_at_an_employees_desk(inside: Inside) -> None:
    session = (await inside.write("emil")).json()["session"]
    clara = inside.desks["clara"]
    assert (await clara.post(f"/api/v1/sessions/{session}/take")).status_code == 200
    async with socket_of(inside.app, inside.desks["emil"]) as socket, socket_of(inside.app, clara) as hers:
        note = await clara.post(f"/api/v1/sessions/{session}/notes", json={"send_key": key(), "text": "Again the plug"})
        assert note.status_code == 201, note.text
        await hers.until("rows")
        # What is told of the answer comes once, and after it nothing of the note can come any more.
        await clara.post(f"/api/v1/sessions/{session}/messages", json={"send_key": key(), "text": "The plug"})
        await socket.until("changed", what="messages")
        assert [frame["what"] for frame in socket.heard if frame["type"] == "changed"].count("messages") == 1


async def test_an_archived_employee_loses_the_socket_of_his_messages(inside: Inside) -> None:
    assert (await inside.write("emil")).status_code == 201
    socket = Socket(inside.app)
    await socket.open()
    await socket.hello(await inside.ticket("emil"))
    emil = inside.town.people["emil"]
    assert (await inside.desks["dmitri"].post(f"/api/v1/people/{emil}/archive")).status_code == 200
    assert await socket.closed() == 4001
    assert (await inside.write("emil")).status_code == 401
