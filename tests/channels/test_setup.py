"""Administrators connect a channel by its form alone: checked, sealed, tried, and one account for one live chat."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide
from tests.channels.pigeons import Post, link, pigeons

from deskbell.audit.service import entries
from deskbell.base.db import Database
from deskbell.base.http import EXCEPTION_HANDLERS
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper
from deskbell.channels import credentials
from deskbell.channels.api import ROUTES
from deskbell.channels.api_health import ROUTES as HEALTH
from deskbell.channels.contract import Link, SendError
from deskbell.channels.describing import describer
from deskbell.channels.doctor import Doctor
from deskbell.channels.registry import KINDS
from deskbell.live_chats import channel_rows, service
from deskbell.live_chats.model import Channel
from deskbell.people import groups
from deskbell.rights.actor import SYSTEM, Actor, Role

KEEPER = Keeper(b"k" * 32)
DMITRI = Actor("person", new_id(), "Dmitri", administrator=True)
TOKEN = "coo-coo-coo-1234"


def link_to(channel: Channel) -> Link[Any]:
    values = {**KINDS["pigeon"].shown_settings(channel.settings), **credentials.secrets_of(KEEPER, channel)}
    return link(values, channel.key)


def _giving(value: Any) -> Callable[[], Any]:
    return lambda: value


class Stage:
    """Two live chats, the post of pigeons, and browsers."""

    def __init__(self, db: Database, post: Post, live_chats: dict[str, Any]) -> None:
        self.db, self.post, self.live_chats = db, post, live_chats

    def desk(self, actor: Actor = DMITRI) -> httpx.AsyncClient:
        given: dict[str, Any] = {
            "db": self.db,
            "actor": actor,
            "keeper": KEEPER,
            "link_to": link_to,
            "describe_channel": describer("https://desk.example", KEEPER),
        }
        app = Litestar(
            [Router("/api/v1", route_handlers=[*ROUTES, *HEALTH])],
            dependencies={name: Provide(_giving(value), sync_to_thread=False) for name, value in given.items()},
            exception_handlers=EXCEPTION_HANDLERS,
        )
        transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://desk.example/api/v1")

    async def add(self, live_chat: str = "Sales", **settings: Any) -> dict[str, Any]:
        body = {"kind": "pigeon", "name": "Pigeons", "settings": {"token": TOKEN, **settings}}
        answer = await self.desk().post(f"/live-chats/{self.live_chats[live_chat]}/channels", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def deed(self, channel: dict[str, Any], deed: str) -> Any:
        answer = await self.desk().post(f"/channels/{channel['id']}/{deed}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def seen(self, channel: dict[str, Any], actor: Actor = DMITRI) -> Any:
        return (await self.desk(actor).get(f"/channels/{channel['id']}/health")).json()


@pytest.fixture
async def stage(db: Database, monkeypatch: pytest.MonkeyPatch) -> Stage:
    post = Post()
    monkeypatch.setitem(KINDS, "pigeon", pigeons(post))
    async with db.transaction() as tx:
        everybody = await groups.add_group(tx, SYSTEM, "Everybody")
    made = {
        name: (await service.create_live_chat(db, DMITRI, name, [everybody], [everybody])).live_chat.id
        for name in ("Sales", "Support")
    }
    return Stage(db, post, made)


async def test_a_kind_says_by_data_what_its_form_asks(stage: Stage) -> None:
    answer = (await stage.desk().get("/channel-kinds")).json()
    pigeon = next(kind for kind in answer["items"] if kind["name"] == "pigeon")
    assert [field["name"] for field in pigeon["fields"]][:2] == ["token", "signing"]
    assert pigeon["limits"]["text_max"] == 140
    assert pigeon["capabilities"] == ["text", "edit_out"]
    boris = Actor("person", new_id(), "Boris")
    seen = (await stage.desk(boris).get("/channel-kinds")).json()
    assert [kind["fields"] for kind in seen["items"]] == [[] for _ in seen["items"]]


@pytest.mark.parametrize(
    ("settings", "field", "code"),
    [
        ({"token": ""}, "token", "missing"),
        ({"token": 7}, "token", "invalid"),
        ({"token": "a\nb"}, "token", "unprintable"),
        ({"token": "t" * 101}, "token", "too_long"),
        ({"speed": 0}, "speed", "too_small"),
        ({"speed": 100}, "speed", "too_large"),
        ({"speed": "fast"}, "speed", "invalid"),
        ({"speed": True}, "speed", "invalid"),
        ({"breed": "hen"}, "breed", "invalid"),
        ({"rings": "yes"}, "rings", "invalid"),
        ({"base_url": "ftp://x"}, "base_url", "not_a_url"),
        ({"base_url": "https://me:secret@x"}, "base_url", "not_a_url"),
        ({"colour": "grey"}, "colour", "unknown"),
    ],
)
async def test_a_mistake_is_named_beside_its_field(stage: Stage, settings: Any, field: str, code: str) -> None:
    body = {"kind": "pigeon", "name": "Pigeons", "settings": {"token": TOKEN, **settings}}
    answer = await stage.desk().post(f"/live-chats/{stage.live_chats['Sales']}/channels", json=body)
    assert answer.status_code == 422
    assert answer.json()["params"]["fields"] == {f"settings.{field}": code}


async def test_not_even_the_end_of_a_password_that_somebody_chose_is_shown(stage: Stage) -> None:
    letters = {"address": "help@shop.example", "imap_host": "imap.shop.example", "smtp_host": "smtp.shop.example"}
    body = {"kind": "email", "name": "Letters", "settings": {**letters, "password": "the-name-of-my-cat"}}
    made = await stage.desk().post(f"/live-chats/{stage.live_chats['Sales']}/channels", json=body)
    assert made.status_code == 201, made.text
    assert {mark["field"]: mark["tail"] for mark in made.json()["secrets"]}["password"] == ""
    assert "my-cat" not in made.text


async def test_secrets_are_sealed_and_never_come_back(stage: Stage) -> None:
    made = await stage.add(loft="North")
    assert {mark["field"]: mark["tail"] for mark in made["secrets"]} == {
        "token": "1234",
        "signing": made["shown_once"]["signing"][-4:],
    }
    assert "token" not in made["settings"]
    channel = await channel_rows.get_channel(stage.db, made["id"])
    assert channel is not None
    assert channel.secrets is not None
    assert TOKEN.encode() not in channel.secrets
    kept = (await stage.desk().patch(f"/channels/{made['id']}", json={"settings": {"loft": "South"}})).json()
    assert kept["settings"]["loft"] == "South"
    assert kept["shown_once"] == {}
    channel = await channel_rows.get_channel(stage.db, made["id"])
    assert channel is not None
    assert credentials.secrets_of(KEEPER, channel)["token"] == TOKEN
    trail = [entry.detail for entry in await entries(stage.db, DMITRI)]
    assert {"changed": ["settings.loft"]} in trail
    assert TOKEN not in repr(trail)


async def test_a_secret_of_our_making_is_shown_once_and_renewed(stage: Stage) -> None:
    made = await stage.add()
    first = made["shown_once"]["signing"]
    renewed = (await stage.desk().post(f"/channels/{made['id']}/secrets/signing")).json()["secret"]
    assert renewed != first
    channel = await channel_rows.get_channel(stage.db, made["id"])
    assert channel is not None
    assert credentials.secrets_of(KEEPER, channel) == {"token": TOKEN, "signing": renewed}
    assert (await stage.desk().post(f"/channels/{made['id']}/secrets/token")).status_code == 404


async def test_a_new_channel_waits_until_it_is_connected(stage: Stage) -> None:
    made = await stage.add()
    assert made["state"] == "paused"
    refused = await stage.desk().post(f"/channels/{made['id']}/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_connected")
    tried = await stage.deed(made, "test")
    assert tried["state"] == "broken"  # nobody told the post our address yet, and trying tells it nothing
    assert stage.post.sends_to == {}
    connected = await stage.deed(made, "connect")
    assert connected["channel"]["state"] == "on"
    assert connected["report"] == {
        "state": "ok",
        "named": "@Loft-1",
        "findings": [{"code": "token", "level": "ok", "detail": ""}, {"code": "webhook", "level": "ok", "detail": ""}],
    }
    assert stage.post.sends_to == {"Loft-1": made["hook_url"]}
    assert (await stage.deed(made, "test"))["state"] == "ok"
    assert (await stage.deed(made, "pause"))["state"] == "paused"
    assert (await stage.deed(made, "resume"))["state"] == "on"


async def test_what_the_provider_refuses_is_said_and_changes_nothing(stage: Stage) -> None:
    made = await stage.add(token="a-stranger-token")
    answer = await stage.deed(made, "connect")
    assert answer["channel"]["state"] == "paused"
    assert answer["report"]["findings"] == [{"code": "token", "level": "broken", "detail": "no such pigeon"}]
    stage.post.fails = SendError("channel_broken", "401", "the loft is closed")
    assert (await stage.deed(made, "connect"))["report"]["findings"][0]["code"] == "refused"
    stage.post.fails = ValueError("not what the docs say")
    assert (await stage.deed(made, "test"))["findings"][0]["code"] == "answer_unexpected"


async def test_one_account_belongs_to_one_live_chat(stage: Stage) -> None:
    first, second = await stage.add("Sales"), await stage.add("Support")
    await stage.deed(first, "connect")
    refused = await stage.desk().post(f"/channels/{second['id']}/connect")
    assert (refused.status_code, refused.json()["code"]) == (409, "account_taken")
    assert refused.json()["params"]["live_chat"]["name"] == "Sales"
    assert {"code": "account_taken", "level": "broken", "detail": "Sales"} in (await stage.deed(second, "test"))[
        "findings"
    ]
    left = await stage.deed(first, "disconnect")
    assert (left["state"], left["secrets"]) == ("paused", [])
    assert stage.post.sends_to == {}
    assert (await stage.deed(second, "connect"))["channel"]["state"] == "on"


async def test_an_account_of_a_channel_put_away_is_free(stage: Stage) -> None:
    first, second = await stage.add("Sales"), await stage.add("Support")
    await stage.deed(first, "connect")
    stage.post.fails = SendError("retry", "503", "gone to sleep")
    await stage.deed(first, "archive")
    stage.post.fails = None
    assert (await stage.deed(second, "connect"))["channel"]["state"] == "on"


async def test_only_administrators_set_up(stage: Stage) -> None:
    made = await stage.add()
    anna = Actor("person", new_id(), "Anna", roles={stage.live_chats["Sales"]: frozenset({Role.SUPERVISOR})})
    for deed in ("connect", "test", "disconnect", "resume", "archive", "secrets/signing"):
        assert (await stage.desk(anna).post(f"/channels/{made['id']}/{deed}")).status_code == 403, deed


async def test_the_doctor_says_what_is_wrong_and_takes_it_back(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    doctor = Doctor(link_to)
    stage.post.fails = SendError("channel_broken", "401", "wrong token")
    asked = stage.post.asked
    await doctor.look(stage.db)
    assert stage.post.asked == asked  # the first look comes a minute after connecting
    await doctor.look_at(stage.db, made["id"])
    seen = await stage.seen(made)
    assert seen["health"] == "broken"
    assert seen["findings"] == [{"code": "refused", "level": "broken", "detail": "wrong token"}]
    since = seen["changed_at"]
    await doctor.look_at(stage.db, made["id"])
    assert (await stage.seen(made))["changed_at"] == since
    stage.post.fails = None
    await doctor.look_at(stage.db, made["id"])
    assert (await stage.seen(made))["health"] == "ok"


async def test_one_silence_is_a_warning_and_three_are_a_breakdown(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    doctor = Doctor(link_to)
    stage.post.fails = SendError("retry", "timeout")
    found = []
    for _ in range(3):
        await doctor.look_at(stage.db, made["id"])
        found.append((await stage.seen(made))["health"])
    assert found == ["warning", "warning", "broken"]


async def test_the_doctor_tells_the_provider_our_address_again(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    stage.post.sends_to["Loft-1"] = "https://elsewhere.example"
    await Doctor(link_to).look_at(stage.db, made["id"])
    assert stage.post.sends_to["Loft-1"] == made["hook_url"]
    assert (await stage.seen(made))["health"] == "ok"


async def test_another_account_behind_the_same_channel_is_a_breakdown(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    stage.post.accounts[TOKEN] = "Loft-2"
    await Doctor(link_to).look_at(stage.db, made["id"])
    assert [one["code"] for one in (await stage.seen(made))["findings"] if one["level"] == "broken"] == [
        "account_changed"
    ]


async def test_secrets_of_a_lost_master_key_are_asked_for_again(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    other = Keeper(b"o" * 32)
    channel = await channel_rows.get_channel(stage.db, made["id"])
    assert channel is not None
    assert credentials.marks_of(other, channel) is None
    assert describer("https://desk.example", other)(channel).secrets is None


async def test_operators_see_how_a_channel_is_and_supervisors_also_why(stage: Stage) -> None:
    made = await stage.add()
    await stage.deed(made, "connect")
    stage.post.fails = SendError("channel_broken", "401", "wrong token")
    await Doctor(link_to).look_at(stage.db, made["id"])
    sales = stage.live_chats["Sales"]
    anna = Actor("person", new_id(), "Anna", roles={sales: frozenset({Role.SUPERVISOR})})
    boris = Actor("person", new_id(), "Boris", roles={sales: frozenset({Role.OPERATOR})})
    clara = Actor("person", new_id(), "Clara", roles={stage.live_chats["Support"]: frozenset({Role.SUPERVISOR})})
    seen = {
        actor.name: (await stage.desk(actor).get("/channel-health")).json()["items"] for actor in (anna, boris, clara)
    }
    assert [one["findings"][0]["detail"] for one in seen["Anna"]] == ["wrong token"]
    assert [(one["health"], one["findings"]) for one in seen["Boris"]] == [("broken", [])]
    assert seen["Clara"] == []
    for actor, status in ((anna, 200), (boris, 404), (clara, 404)):
        assert (await stage.desk(actor).get(f"/channels/{made['id']}/health")).status_code == status
