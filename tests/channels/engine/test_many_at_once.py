"""What comes in or leaves at one moment is asked and written together: each is still of its own client alone."""

import asyncio
from typing import Any

import pytest
from tests.channels.contract.harness import Says
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import webhook

from deskbell.channels.together import take_together

NAMES = [f"c{number}" for number in range(6)]


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    for name in NAMES:
        await stage.happens(Says(name, f"{name}-1", f"I am {name}."))
    return stage


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were taken in together, each time."""
    counts: list[int] = []

    async def counted(db: Any, claimed: Any) -> Any:
        left = await take_together(db, claimed)
        counts.append(len(claimed) - len(left))
        return left

    monkeypatch.setattr("deskbell.channels.inwards.take_together", counted)
    return counts


async def all_say(stage: Stage, kind: str, word: str, **otherwise: str) -> None:
    """Each tells something of his second message at one moment, with a word and his name; some are called
    `otherwise`."""
    said = [
        {
            "type": kind,
            "account": {"id": f"user-{name}", "chat_id": f"chat-{name}", "name": otherwise.get(name, name)},
            "message": {"id": f"{name}-2", "text": f"{word} {name}"},
        }
        for name in NAMES
    ]
    answers = await asyncio.gather(*(webhook(stage, one, f"{word}-{n}") for n, one in enumerate(said)))
    assert set(answers) == {204}
    await stage.settle()


async def threads(stage: Stage) -> dict[str, list[str]]:
    """What clients said, by their first words."""
    found = [[one["text"] for one in await stage.thread(session["id"])] for session in await stage.sessions()]
    return {texts[0].removeprefix("I am ").rstrip("."): texts[1:] for texts in found}


async def test_what_was_taken_in_together_is_known_by_its_own_name(stage: Stage, together: list[int]) -> None:
    await all_say(stage, "message", "Hello from")
    assert sum(together) == len(NAMES)
    assert await threads(stage) == {name: [f"Hello from {name}"] for name in NAMES}
    await all_say(stage, "edit", "Changed by")
    assert await threads(stage) == {name: [f"Changed by {name}"] for name in NAMES}


async def test_who_is_locked_or_calls_himself_otherwise_is_taken_in_alone(stage: Stage, together: list[int]) -> None:
    (listed,) = [one for one in await stage.sessions() if one["name"] == "c0"]
    account = (await stage.boris.get(f"/api/v1/sessions/{listed['id']}")).json()["session"]["account"]["id"]
    block = {"list": "block", "name": "c0", "kind": "account", "value": account}
    here = {"live_chat_ids": [str(stage.town.live_chats["Sales"])]}
    made = await stage.boris.post("/api/v1/blocklist", json=block | here)
    assert made.status_code == 201, made.text
    await all_say(stage, "message", "Hello from", c1="Clementine")
    assert sum(together) == len(NAMES) - 2
    assert await threads(stage) == {name: [f"Hello from {name}"] for name in NAMES if name != "c0"}
    assert "Clementine" in [one["name"] for one in await stage.sessions()]


async def test_answers_that_leave_at_once_reach_each_client_with_his_own_words(stage: Stage) -> None:
    replied: dict[str, tuple[str, int]] = {}
    for session in await stage.sessions():
        assert (await stage.boris.post(f"/api/v1/sessions/{session['id']}/take")).status_code == 200
        name = (await stage.thread(session["id"]))[0]["text"].removeprefix("I am ").rstrip(".")
        replied[name] = session["id"], await stage.reply(session["id"], f"Hello, {name}.")
    await stage.settle()
    arrived = stage.harness.arrived()
    assert sorted((one.account, one.text) for one in arrived) == [(name, f"Hello, {name}.") for name in NAMES]
    (his,) = [one.id for one in arrived if one.account == "c3"]
    told = {"type": "status", "account": {"id": "user-c3"}, "message": {"id": his}, "state": "delivered"}
    assert await webhook(stage, told, "receipt") == 204
    await stage.settle()
    states = {name: (await stage.delivery(*at))["state"] for name, at in replied.items()}
    assert states == dict.fromkeys(NAMES, "sent") | {"c3": "delivered"}
