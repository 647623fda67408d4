"""After the hello: bad frames and commands out of place, each refusal beside a success on the same socket."""

from typing import Any

import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import key, socket_of

from deskbell.base.ids import new_id

NOT_JSON: list[Any] = [
    "{",
    "",
    "\0",
    b"\xff\xfe\x00",
    b'{"type":"leave","id":1,"session":"\xff"}',
    "[]",
    "null",
    "17",
    '{"id":1}',
    '{"type":"leave","id":1}' + " " * 70_000,
    "[" * 30_000,
]


@pytest.mark.parametrize("frame", NOT_JSON, ids=range(len(NOT_JSON)))
@pytest.mark.parametrize("side", ["desk", "widget"])
async def test_a_frame_that_cannot_be_read_ends_the_socket_and_its_cursors_resume(
    desks: Desks, side: str, frame: Any
) -> None:
    async with desks.scene() as scene:
        source = desks.boris if side == "desk" else scene.frame
        epoch = str(desks.house.app.house.hub.epoch)
        async with socket_of(desks.house.app, source, epoch=epoch, sessions={scene.session: 1}) as socket:
            socket.send(frame)
            assert await socket.closed() == 4009
        async with socket_of(desks.house.app, source, epoch=epoch, sessions={scene.session: 1}) as socket:
            assert (await socket.ask("events", session=scene.session, after=0))["type"] == "ok"


def ask(kind: Any, code: str, **fields: Any) -> tuple[dict[str, Any], str]:
    return {"type": kind} | fields, code


REFUSED = [
    ask("dance", "protocol_error"),
    ask(17, "protocol_error"),
    ask(None, "protocol_error"),
    ask("__class__", "protocol_error"),
    ask("join", "validation_failed"),
    ask("join", "validation_failed", session="not-an-id"),
    ask("join", "validation_failed", session=17, cursor=0),
    ask("join", "validation_failed", session="SESSION", cursor="1"),
    ask("join", "validation_failed", session="SESSION", cursor=1.5),
    ask("join", "validation_failed", session=["SESSION"], cursor=0),
    ask("leave", "validation_failed"),
    ask("events", "validation_failed", session="SESSION"),
    ask("events", "validation_failed", session="SESSION", after="0"),
    ask("events", "validation_failed", session="SESSION", after=1 << 80),
    ask("typing", "validation_failed", session="SESSION"),
    ask("typing", "validation_failed", session="SESSION", on="yes"),
    ask("read", "validation_failed", session="SESSION"),
    ask("post", "validation_failed", session="SESSION", text="A word"),
    ask("post", "validation_failed", session="SESSION", send_key="not-an-id", text="A word"),
    ask("post", "validation_failed", session="SESSION", send_key="KEY", text=17),
    ask("post", "validation_failed", session="SESSION", send_key="KEY", text="a\0b"),
    ask("post", "validation_failed", session="SESSION", send_key="KEY", text="x", file_ids="x"),
    ask("post", "validation_failed", session="SESSION", send_key="KEY", text="x", file_ids=[str(new_id())] * 11),
    ask("post", "message_empty", session="SESSION", send_key="KEY"),
    ask("post", "message_empty", session="SESSION", send_key="KEY", text=" \n "),
    ask("post", "message_too_long", session="SESSION", send_key="KEY", text="x" * 10_001),
    ask("post", "message_too_long", session="SESSION", send_key="KEY", text="x" * 20_001),
    ask("post", "quote_unknown", session="SESSION", send_key="KEY", text="x", quote_seq=999),
    ask("post", "quote_unknown", session="SESSION", send_key="KEY", text="x", quote_seq=-1),
    ask("post", "file_unknown", session="SESSION", send_key="KEY", text="x", file_ids=[str(new_id())]),
]


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("side", ["desk", "widget"])
async def test_a_command_that_cannot_be_done_is_refused_and_the_socket_goes_on(
    desks: Desks, side: str, joined: bool
) -> None:
    async with desks.scene() as scene:
        source = desks.boris if side == "desk" else scene.frame
        names = {"SESSION": scene.session, "KEY": key()}
        async with socket_of(desks.house.app, source) as socket:
            if joined:
                assert (await socket.ask("join", session=scene.session, cursor=None))["outcome"] == "ok"
            for number, (frame, code) in enumerate(REFUSED):
                filled = {name: names.get(value, value) if isinstance(value, str) else value
                          for name, value in frame.items()}  # fmt: skip
                socket.send(filled | {"id": f"n{number}"})
                answer = await socket.until("ok", "refused", id=f"n{number}")
                assert (answer["type"], answer.get("code")) == ("refused", code), frame
            said = await socket.ask("post", session=scene.session, send_key=names["KEY"], text="A word")
            assert said["type"] == "ok"
        page = (await desks.boris.get(scene.path)).json()
        assert [message["text"] for message in page["messages"]] == ["Hello", "A word"]


async def test_an_id_is_a_number_or_a_text_and_comes_back_as_it_was(desks: Desks) -> None:
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as socket:
        for id_ in (0, -1, 1 << 60, "", "x" * 1_000, "\u2028"):
            socket.send({"type": "leave", "id": id_, "session": scene.session})
            assert (await socket.until("ok", "refused"))["id"] == id_
        not_ids: tuple[Any, ...] = ({}, [], 1.5)
        for wrong in not_ids:
            socket.send({"type": "leave", "id": wrong, "session": scene.session})
            assert (await socket.until("ok", "refused"))["code"] == "protocol_error"


async def test_the_same_post_frame_many_times_is_one_message_and_one_answer_each(desks: Desks) -> None:
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as socket:
        await socket.ask("join", session=scene.session, cursor=None)
        frame = {"type": "post", "session": scene.session, "send_key": key(), "text": "A word"}
        for number in range(20):
            socket.send(frame | {"id": f"n{number}"})
        answers = [await socket.until("ok", "refused", id=f"n{number}") for number in range(20)]
        assert len({(one["type"], one["seq"], one["message_id"]) for one in answers}) == 1
        last = answers[0]["seq"]
        later = await socket.ask("post", session=scene.session, send_key=key(), text="Another")
        assert later["seq"] > last
        await socket.until("event", seq=later["seq"])
        heard = [frame["seq"] for frame in socket.heard if frame["type"] == "event"]
        assert heard == sorted(set(heard))


async def test_a_closed_session_is_told_to_staff_and_opened_again_by_its_client(desks: Desks) -> None:
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as desk:
        await desk.ask("join", session=scene.session, cursor=None)
        assert (await desks.boris.post(f"{scene.path}/close")).status_code == 200
        refused = await desk.ask("post", session=scene.session, send_key=key(), text="A word")
        assert (refused["type"], refused["code"]) == ("refused", "session_closed")
        answer = await desks.boris.post(f"{scene.path}/messages", json={"send_key": key(), "text": "A word"})
        assert (answer.status_code, answer.json()["code"]) == (409, "session_closed")
        async with socket_of(desks.house.app, scene.frame) as widget:
            await widget.ask("join", session=scene.session, cursor=None)
            said = await widget.ask("post", session=scene.session, send_key=key(), text="One more thing")
            assert (said["type"], said["session"]) == ("ok", scene.session)
            (current,) = [frame for frame in widget.heard if frame["type"] == "current"]
            assert current["session"]["state"] == "with_operator"
        said = await desk.ask("post", session=scene.session, send_key=key(), text="Yes?")
        assert said["type"] == "ok"


async def test_a_widget_posts_into_no_session_but_its_own(desks: Desks) -> None:
    async with desks.scene() as eva, desks.scene() as fred, socket_of(desks.house.app, fred.frame) as widget:
        said = await widget.ask("post", session=eva.session, send_key=key(), text="A word")
        assert said["session"] == fred.session, "what is another's is only a hint that leads nowhere"
        assert (await widget.ask("join", session=eva.session, cursor=0))["code"] == "not_found"
        page = (await desks.boris.get(eva.path)).json()
        assert [message["text"] for message in page["messages"]] == ["Hello"]


async def test_typing_and_presence_are_heard_by_the_others_and_tell_clients_no_ids(desks: Desks) -> None:
    async with (
        desks.scene() as scene,
        socket_of(desks.house.app, desks.boris) as boris,
        socket_of(desks.house.app, desks.anna) as anna,
        socket_of(desks.house.app, scene.frame) as widget,
    ):
        for socket in (boris, anna, widget):
            assert (await socket.ask("join", session=scene.session, cursor=None))["type"] == "ok"
        boris.send({"type": "typing", "session": scene.session, "on": True})
        heard = await widget.until("typing")
        assert heard["by"] == {"kind": "person", "id": None, "name": "Boris"}
        assert (await anna.until("typing"))["by"]["id"] == str(desks.house.town.people["boris"])
        widget.send({"type": "typing", "session": scene.session, "on": True})
        assert (await boris.until("typing"))["by"]["kind"] == "account"
        anna.send({"type": "seen", "session": scene.session, "on": True})
        while not (told := await boris.until("presence"))["staff"]:
            continue
        assert (told["client"], [one["name"] for one in told["staff"]]) == ("online", ["Anna"])
        assert not [frame for frame in widget.heard if frame["type"] == "presence"]


async def test_who_lost_sight_of_a_session_is_not_said_to_look_at_it(desks: Desks) -> None:
    async with (
        desks.scene(taken=False) as scene,
        socket_of(desks.house.app, desks.boris) as boris,
        socket_of(desks.house.app, desks.clara) as clara,
    ):
        for socket in (boris, clara):
            assert (await socket.ask("join", session=scene.session, cursor=None))["type"] == "ok"
        clara.send({"type": "seen", "session": scene.session, "on": True})
        while [one["name"] for one in (await boris.until("presence"))["staff"]] != ["Clara"]:
            continue
        assert (await desks.boris.post(f"/api/v1/sessions/{scene.session}/take")).status_code < 300
        while (await boris.until("presence"))["staff"]:
            continue
