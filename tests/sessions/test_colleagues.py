"""What colleagues do together in a session: notes that no client learns of, calling and forwarding, joining,
transferring; changing and taking back what was said; drafts that follow their writer."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import Frame, at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.files.service import sweep_dropped
from deskbell.sessions.joining import send_out


@dataclass
class Room:
    """Boris has Eva's session in Sales; Anna supervises, Clara operates and sees only what is hers."""

    app: Doors
    town: Town
    desks: dict[str, httpx.AsyncClient]
    eva: Frame
    session: str

    def at(self, deed: str = "") -> str:
        return f"/api/v1/sessions/{self.session}" + (f"/{deed}" if deed else "")

    def id(self, name: str) -> str:
        return str(self.town.people[name])

    async def note(self, who: str, text: str, *mentions: str, **more: Any) -> httpx.Response:
        body = {"send_key": key(), "text": text, "mentions": [self.id(name) for name in mentions]} | more
        return await self.desks[who].post(self.at("notes"), json=body)

    async def say(self, who: str, text: str, **more: Any) -> httpx.Response:
        return await self.desks[who].post(self.at("messages"), json={"send_key": key(), "text": text} | more)

    async def page(self, who: str = "anna") -> dict[str, Any]:
        page: dict[str, Any] = (await self.desks[who].get(self.at())).json()
        return page

    async def eva_sees(self) -> str:
        """All that Eva is told, by her page and by the events of her session."""
        page = await self.eva.start()
        events = await self.eva.call("GET", f"/sessions/{self.session}/events", params={"after": 0})
        older = await self.eva.call("GET", f"/sessions/{self.session}/messages")
        return json.dumps([page, events.json(), older.json()])


@pytest.fixture
async def room(app: Doors, town: Town) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        desks = {
            name: await stack.enter_async_context(desk_of(app, town, name))
            for name in ("anna", "boris", "clara", "dmitri")
        }
        for desk in desks.values():
            await at_work(desk)
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        await eva.start()
        session = (await eva.write("Do you ship to Norway?"))["session"]["id"]
        await desks["boris"].post(f"/api/v1/sessions/{session}/take")
        yield Room(app, town, desks, eva, session)


async def test_a_note_is_heard_live_by_staff_and_by_no_client(room: Room) -> None:
    before = await room.page()
    async with socket_of(room.app, room.desks["boris"]) as desk, socket_of(room.app, room.eva) as widget:
        await desk.ask("join", session=room.session, cursor=before["cursor"])
        await widget.ask("join", session=room.session, cursor=before["cursor"])
        assert (await room.note("anna", "He is a wholesaler.")).status_code == 201
        frame = await desk.until("event", kind="note_posted")
        assert (frame["data"]["message"]["text"], frame["data"]["session"]) == ("He is a wholesaler.", {})
        said = (await room.say("boris", "Yes, we do.")).json()["seq"]
        after = await widget.until("event", kind="message_posted")
        assert (after["seq"], after["prev"]) == (said, before["cursor"]), "the client's chain has no hole"
        assert not [one for one in widget.heard if one.get("kind") == "note_posted"]
    assert "wholesaler" not in await room.eva_sees()
    page = (await room.page())["session"]
    counted = (before["session"]["message_count"] + 1, "Yes, we do.")
    assert (page["message_count"], page["preview"]) == counted, "a note is no message of the dialogue"


async def test_a_note_sent_again_is_the_same_note_and_no_reply_may_quote_it(room: Room) -> None:
    body = {"send_key": key(), "text": "He is a wholesaler."}
    first, again = [await room.desks["anna"].post(room.at("notes"), json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    as_reply = await room.desks["boris"].post(room.at("messages"), json=body | {"send_key": key(), "text": "a"})
    assert as_reply.status_code == 201
    other = await room.desks["anna"].post(room.at("messages"), json=body)
    assert other.json()["code"] in ("not_yours", "send_key_conflict")
    refused = await room.say("boris", "As you see", quote_seq=first.json()["seq"])
    assert refused.json()["code"] == "quote_unknown"
    assert (await room.note("boris", "As she says", quote_seq=first.json()["seq"])).status_code == 201


async def test_a_file_of_a_note_is_no_clients(room: Room) -> None:
    params = {"session": room.session, "name": "prices.txt"}
    file = (await room.desks["anna"].post("/api/v1/files", params=params, content=b"margins\n")).json()["id"]
    assert (await room.note("anna", "", file_ids=[file])).status_code == 201
    body = {"file_ids": [file]}
    theirs = await room.eva.call("POST", f"/sessions/{room.session}/file-addresses", json=body)
    assert theirs.json()["items"] == {}
    ours = await room.desks["boris"].post(room.at("file-addresses"), json=body)
    assert list(ours.json()["items"]) == [file]


async def test_notes_are_written_in_a_closed_session_too(room: Room) -> None:
    await room.desks["boris"].post(room.at("close"))
    assert (await room.note("boris", "He will come back.")).status_code == 201
    assert "come back" not in await room.eva_sees()


async def test_who_is_called_reads_until_it_closes_and_is_told_at_his_desk(room: Room) -> None:
    clara = room.desks["clara"]
    assert (await clara.get(room.at())).status_code == 404
    async with socket_of(room.app, clara) as desk:
        assert (await room.note("anna", "Clara knows tents", "clara")).status_code == 201
        await desk.until("changed", what="me")
    called = (await clara.get("/api/v1/mentions")).json()
    assert [(one["session"], one["by"]["name"], one["text"]) for one in called["items"]] == [
        (room.session, "Anna", "Clara knows tents")
    ]
    assert called["unseen"] == 1
    assert (await clara.get(room.at())).status_code == 200
    assert (await room.say("clara", "Hello")).json()["code"] == "not_yours"
    assert (await clara.put(room.at("mentions-seen"), json={})).status_code == 204
    assert (await clara.get("/api/v1/mentions")).json()["unseen"] == 0
    (line,) = [one for one in (await room.page())["log"] if one["kind"] == "session_shared"]
    assert [one["name"] for one in line["data"]["people"]] == ["Clara"]
    await room.desks["boris"].post(room.at("close"))
    assert (await clara.get(room.at())).status_code == 404
    assert (await clara.get("/api/v1/mentions")).json()["items"] == []
    assert (await room.page())["session"]["shared_with"] == []


async def test_what_is_shared_is_that_one_session_and_none_before_it(room: Room) -> None:
    old, params = room.session, {"session": room.session, "name": "prices.txt"}
    file = (await room.desks["boris"].post("/api/v1/files", params=params, content=b"margins\n")).json()["id"]
    assert (await room.note("boris", "Not for everybody", file_ids=[file])).status_code == 201
    chat = f"/api/v1/live-chats/{room.town.live_chats['Sales']}"
    assert (await room.desks["dmitri"].patch(chat, json={"reopen_hours": 0})).status_code == 200
    assert (await room.desks["boris"].post(room.at("close"))).status_code == 200
    room.session = (await room.eva.write("One more question"))["session"]["id"]
    assert room.session != old
    assert (await room.desks["boris"].post(room.at("take"))).status_code == 200
    assert (await room.note("anna", "Clara, look", "clara")).status_code == 201
    assert (await room.desks["clara"].get(room.at())).status_code == 200
    for who, ids in (("anna", [old]), ("clara", [])):
        listed = (await room.desks[who].get(room.at("earlier"))).json()["items"]
        assert [one["id"] for one in listed] == ids
        read = await room.desks[who].get(room.at(f"earlier/{old}"))
        assert read.status_code == (200 if ids else 404)
        addresses = await room.desks[who].post(room.at("file-addresses"), json={"file_ids": [file]})
        assert list(addresses.json()["items"]) == ([file] if ids else [])


async def test_who_sees_it_by_a_mention_alone_blocks_nobody_from_it(room: Room, db: Database) -> None:
    async with db.transaction() as tx:
        await tx.connection.execute(
            "delete from group_member where person_id = $1 and group_id = $2",
            room.town.people["clara"],
            room.town.groups["Sales operators"],
        )
    assert (await room.note("anna", "Clara, look", "clara")).status_code == 201
    assert (await room.desks["clara"].get(room.at("blocking"))).json()["code"] == "not_allowed"
    for who, chat, status in (("clara", "Support", 403), ("boris", "Sales", 201)):
        body = {"kind": "account", "name": "Eva", "live_chat_ids": [str(room.town.live_chats[chat])]}
        answer = await room.desks[who].post(room.at("block"), json=body)
        assert answer.status_code == status, answer.text


async def test_only_people_with_a_place_at_the_desk_are_called(room: Room) -> None:
    colleagues = (await room.desks["boris"].get(room.at("colleagues"))).json()["items"]
    assert {one["name"]: one["sees"] for one in colleagues} == {"Anna": True, "Clara": False, "Dmitri": True}
    refused = await room.note("boris", "Look", "rita")
    assert refused.json()["params"]["fields"] == {"person_ids": "unknown"}


async def test_a_message_is_forwarded_with_words(room: Room) -> None:
    first = (await room.page())["messages"][0]["seq"]
    body = {"send_key": key(), "person_ids": [room.id("clara")], "text": "Yours?", "seq": first}
    sent, again = [await room.desks["boris"].post(room.at("forward"), json=body) for _ in range(2)]
    assert (sent.status_code, again.status_code) == (201, 200)
    (note,) = [one for one in (await room.page("clara"))["messages"] if one["audience"] == "staff"]
    assert (note["forwarded"], note["quote"]["seq"], note["mentions"][0]["name"]) == (True, first, "Clara")


async def test_who_joined_replies_beside_the_operator_by_either_door(room: Room) -> None:
    anna = room.desks["anna"]
    assert (await room.say("anna", "Hello")).json()["code"] == "not_yours"
    for _ in range(2):
        joined = await anna.post(room.at("join"))
        assert [one["name"] for one in joined.json()["joined"]] == ["Anna"]
    assert (await room.say("anna", "Anna here")).status_code == 201
    async with socket_of(room.app, anna) as desk:
        await desk.ask("join", session=room.session, cursor=None)
        assert (await desk.ask("post", session=room.session, send_key=key(), text="And here"))["type"] == "ok"
    page = await room.eva.start()
    assert [one["author"]["name"] for one in page["messages"][-2:]] == ["Anna", "Anna"]
    assert (await room.say("boris", "And I")).status_code == 201
    assert (await anna.post(room.at("leave"))).json()["joined"] == []
    assert (await room.say("anna", "Hello")).json()["code"] == "not_yours"
    kinds = [one["kind"] for one in (await room.page())["log"]]
    assert kinds.count("session_joined") == kinds.count("session_left") == 1


async def test_who_supervises_no_more_is_no_longer_joined(room: Room, db: Database) -> None:
    await room.desks["anna"].post(room.at("join"))
    supervisors = str(room.town.groups["Supervisors"])
    change = {"member_ids": [room.id("dmitri")]}
    assert (await room.desks["dmitri"].patch(f"/api/v1/groups/{supervisors}", json=change)).status_code == 200
    await send_out(db)
    assert (await room.page("boris"))["session"]["joined"] == []


async def test_an_edit_keeps_versions_for_supervisors_and_a_deletion_keeps_nothing(room: Room) -> None:
    boris, anna = room.desks["boris"], room.desks["anna"]
    seq = (await room.say("boris", "It is waterprof")).json()["seq"]
    path = room.at(f"messages/{seq}")
    for _ in range(2):
        assert (await boris.patch(path, json={"text": "It is waterproof"})).status_code == 204
    kept = (await anna.get(f"{path}/versions")).json()["items"]
    assert [one["text"] for one in kept] == ["It is waterprof"], "the same words again are no version"
    assert (await boris.get(f"{path}/versions")).json()["code"] == "not_allowed"
    assert (await anna.patch(path, json={"text": "No"})).json()["code"] == "not_allowed"
    page = await room.page()
    assert (page["session"]["preview"], page["messages"][-1]["edited_at"] is not None) == ("It is waterproof", True)
    for _ in range(2):
        assert (await boris.delete(path)).status_code == 204
    page = await room.page()
    assert (page["messages"][-1]["text"], page["session"]["preview"]) == ("", "")
    assert (await anna.get(f"{path}/versions")).json()["items"] == []
    assert "waterpro" not in await room.eva_sees()
    assert (await boris.patch(path, json={"text": "Again"})).json()["code"] == "message_deleted"
    assert (await room.say("boris", "As I said", quote_seq=seq)).json()["code"] == "quote_unknown"


async def test_nothing_that_was_sent_is_changed_in_a_closed_session(room: Room) -> None:
    seq = (await room.say("boris", "Good bye")).json()["seq"]
    note = (await room.note("boris", "Done")).json()["seq"]
    await room.desks["boris"].post(room.at("close"))
    refused = await room.desks["boris"].patch(room.at(f"messages/{seq}"), json={"text": "Bye"})
    assert refused.json()["code"] == "session_closed"
    assert (await room.desks["boris"].delete(room.at(f"messages/{seq}"))).json()["code"] == "session_closed"
    assert (await room.desks["boris"].delete(room.at(f"messages/{note}"))).status_code == 204


async def test_a_transfer_takes_its_note_with_it_and_happens_once(room: Room) -> None:
    boris, clara = room.desks["boris"], room.desks["clara"]
    body = {"send_key": key(), "operator_id": room.id("clara"), "note": "She knows tents"}
    async with socket_of(room.app, boris) as desk:
        await desk.ask("join", session=room.session, cursor=None)
        for _ in range(2):
            assert (await boris.post(room.at("transfer"), json=body)).status_code == 204
        # Rows of what happened before, the joining itself too, may come first.
        while room.session not in (await desk.until("rows"))["gone"]:
            pass  # who loses sight is told: else `until` ends with its time
    page = await room.page("clara")
    assert page["session"]["operator"]["name"] == "Clara"
    assert [one["text"] for one in page["messages"] if one["audience"] == "staff"] == ["She knows tents"]
    assert [one["data"]["to"]["operator"]["name"] for one in page["log"] if one["kind"] == "session_transferred"] == [
        "Clara"
    ]
    assert (await clara.post(room.at("close"))).status_code == 200


async def test_in_another_live_chat_it_waits_and_that_ones_rules_hold(room: Room) -> None:
    support = str(room.town.live_chats["Support"])
    dmitri = room.desks["dmitri"]
    reasons = await dmitri.post("/api/v1/close-reasons", json={"name": "Broken", "live_chat_id": support})
    reason = reasons.json()["close_reasons"][0]["id"]
    closing = {"close_reason_id": reason}
    assert (await room.desks["boris"].post(room.at("close"), json=closing)).json()["code"] == "validation_failed"
    body = {"send_key": key(), "live_chat_id": support, "note": "A broken tent"}
    assert (await room.desks["boris"].post(room.at("transfer"), json=body)).status_code == 204
    assert (await room.desks["boris"].get(room.at())).status_code == 404
    session = (await room.page("clara"))["session"]
    assert (session["state"], session["live_chat"]["name"], session["operator"]) == ("waiting", "Support", None)
    await room.desks["clara"].post(room.at("take"))
    assert (await room.eva.write("Are you there?"))["session"]["id"] == room.session
    assert (await room.desks["clara"].post(room.at("close"), json=closing)).status_code == 200


async def test_a_transfer_goes_to_one_place_by_who_may(room: Room) -> None:
    body = {"send_key": key(), "operator_id": room.id("clara"), "group_id": room.id("clara")}
    assert (await room.desks["boris"].post(room.at("transfer"), json=body)).json()["code"] == "validation_failed"
    nobody = {"send_key": key(), "operator_id": room.id("rita")}
    assert (await room.desks["boris"].post(room.at("transfer"), json=nobody)).json()["code"] == "validation_failed"
    group = {"send_key": key(), "group_id": str(room.town.groups["Sales operators"])}
    assert (await room.desks["anna"].post(room.at("transfer"), json=group)).status_code == 204
    assert (await room.page())["session"]["state"] == "waiting"
    refused = await room.desks["clara"].post(
        room.at("transfer"), json={"send_key": key(), "operator_id": room.id("clara")}
    )
    assert refused.json()["code"] == "not_yours"


async def test_a_draft_follows_its_writer_to_another_machine_and_nobody_else_sees_it(room: Room) -> None:
    boris = room.desks["boris"]
    async with socket_of(room.app, boris) as other:
        assert (await boris.put(room.at("draft"), json={"text": "Dear Eva", "note": True})).status_code == 204
        heard = await other.until("draft")
        assert (heard["session"], heard["text"], heard["note"]) == (room.session, "Dear Eva", True)
    (kept,) = (await boris.get("/api/v1/drafts")).json()["items"]
    assert (kept["session"], kept["text"], kept["note"]) == (room.session, "Dear Eva", True)
    assert (await room.desks["anna"].get("/api/v1/drafts")).json()["items"] == []
    assert (await room.desks["clara"].put(room.at("draft"), json={"text": "Mine"})).status_code == 404
    assert (await boris.put(room.at("draft"), json={"text": ""})).status_code == 204
    assert (await boris.get("/api/v1/drafts")).json()["items"] == []


async def test_a_transfer_under_the_key_of_an_ordinary_note_is_refused(room: Room) -> None:
    body = {"send_key": key(), "text": "She knows tents"}
    assert (await room.desks["boris"].post(room.at("notes"), json=body)).status_code == 201
    there = {"send_key": body["send_key"], "operator_id": room.id("clara"), "note": "She knows tents"}
    refused = await room.desks["boris"].post(room.at("transfer"), json=there)
    assert (refused.status_code, refused.json()["code"]) == (409, "send_key_conflict")
    assert (await room.page())["session"]["operator"]["name"] == "Boris"
    once = there | {"send_key": key()}
    assert (await room.desks["boris"].post(room.at("transfer"), json=once)).status_code == 204
    elsewhere = once | {"operator_id": room.id("anna")}
    again = await room.desks["boris"].post(room.at("transfer"), json=elsewhere)
    assert again.json()["code"] == "send_key_conflict", "the same note to another place is no repeat"


async def test_after_a_transfer_he_comes_back_to_who_answers_there(room: Room) -> None:
    support = str(room.town.live_chats["Support"])
    await room.desks["boris"].post(room.at("transfer"), json={"send_key": key(), "live_chat_id": support})
    for deed in ("take", "close"):
        assert (await room.desks["clara"].post(room.at(deed))).status_code == 200
    sales = {"member_ids": [room.id("boris")]}
    group = room.town.groups["Sales operators"]
    assert (await room.desks["dmitri"].patch(f"/api/v1/groups/{group}", json=sales)).status_code == 200
    assert (await room.eva.write("One more thing"))["session"]["id"] == room.session
    session = (await room.page())["session"]
    assert (session["live_chat"]["name"], session["operator"]["name"]) == ("Support", "Clara")


async def test_a_file_of_a_deleted_message_is_nobodys_and_its_bytes_go_after_the_backups(
    room: Room, db: Database
) -> None:
    boris, store = room.desks["boris"], room.app.house.store
    taken = await boris.post(
        "/api/v1/files", params={"session": room.session, "name": "list.txt"}, content=b"boots, rope, map"
    )
    assert taken.status_code == 201, taken.text
    file = taken.json()["id"]
    seq = (await room.say("boris", "The list", file_ids=[file])).json()["seq"]
    address = {"file_ids": [file]}
    assert (await boris.post(room.at("file-addresses"), json=address)).json()["items"]
    assert (await boris.delete(room.at(f"messages/{seq}"))).status_code == 204
    for desk in room.desks.values():
        assert (await desk.post(room.at("file-addresses"), json=address)).json().get("items", {}) == {}
    other = await room.say("boris", "Again", file_ids=[file])
    assert other.json()["code"] == "file_unknown"
    assert await sweep_dropped(db, store, 7) == 0, "a backup of this week may name it"
    assert [await sweep_dropped(db, store, 0) for _ in range(2)] == [1, 0]
