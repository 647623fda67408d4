"""Sessions of mail that are one, in chains and several of one client, and who takes part when that is taken back."""

from collections.abc import Sequence

import pytest

from tests.channels.contract.stage import Stage
from tests.mail.test_belonging import brought, comes, mail_of, report
from tests.surfaces import at_work, desk_of

EVA, HOME, FRED = "eva@client.example", "eva@home.example", "fred@client.example"


async def written(stage: Stage, sender: str, *, taken: bool = True) -> str:
    """A new session with a letter of this sender, Boris's if it is taken."""
    before = {one["id"] for one in await stage.sessions()}
    await brought(stage, "Where is my order?", sender=sender)
    (session,) = [one["id"] for one in await stage.sessions() if one["id"] not in before]
    if taken:
        assert (await stage.boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
    return str(session)


async def merge(stage: Stage, session: str, into: str) -> None:
    merged = await stage.boris.post(f"/api/v1/sessions/{session}/merge", json={"session_id": into})
    assert merged.status_code == 200, merged.text


async def unmerge(stage: Stage, session: str) -> None:
    assert (await stage.boris.post(f"/api/v1/sessions/{session}/unmerge", json={})).status_code == 200


async def people(stage: Stage, session: str) -> set[str]:
    answer = await stage.boris.get(f"/api/v1/sessions/{session}/participants")
    addresses = [str(one["address"]) for one in answer.json()["items"]]
    assert len(addresses) == len(set(addresses))
    return set(addresses)


async def leads(stage: Stage, session: str) -> tuple[str | None, set[str]]:
    """Where a session goes on, and what goes on in it."""
    told = (await stage.boris.get(f"/api/v1/sessions/{session}/letters")).json()
    into = told["merged_into"]
    return (str(into["id"]) if into else None), {str(one["id"]) for one in told["parts"]}


async def test_who_may_not_change_the_other_session_merges_nothing_into_it(stage: Stage) -> None:
    first, second = await written(stage, EVA), await written(stage, FRED, taken=False)
    path = f"/api/v1/sessions/{first}/merge"
    refused = await stage.boris.post(path, json={"session_id": second})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    added = await stage.boris.post(f"/api/v1/sessions/{second}/participants", json={"address": EVA})
    assert (added.status_code, added.json()["code"]) == (refused.status_code, "not_yours")
    assert await people(stage, second) == set()
    assert await leads(stage, first) == (None, set())
    assert (await stage.boris.post(f"/api/v1/sessions/{second}/take")).status_code == 200
    await merge(stage, first, second)
    assert await people(stage, second) == {EVA}


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
async def test_a_chain_of_mergings_is_taken_back_in_either_order(stage: Stage, order: Sequence[str]) -> None:
    first, second, third = [await written(stage, sender) for sender in (EVA, HOME, FRED)]
    await merge(stage, first, second)
    await merge(stage, second, third)
    assert await people(stage, third) == {EVA, HOME}
    assert await leads(stage, first) == (third, set())
    assert await leads(stage, third) == (None, {first, second})
    if order[0] == "first":
        await unmerge(stage, first)
        assert await people(stage, third) == {HOME}
        assert await people(stage, second) == set()
        assert await leads(stage, third) == (None, {second})
        await unmerge(stage, second)
    else:
        await unmerge(stage, second)
        assert await people(stage, third) == set()
        # The first one is a part of the second, as it was before.
        assert await people(stage, second) == {EVA}
        assert await leads(stage, first) == (second, set())
        assert await leads(stage, third) == (None, set())
        await unmerge(stage, first)
    for session in (first, second, third):
        assert await people(stage, session) == set()
        assert await leads(stage, session) == (None, set())


async def test_of_two_merged_sessions_of_one_client_one_is_taken_back_and_he_stays_by_the_other(stage: Stage) -> None:
    kept, first, second = [await written(stage, sender) for sender in (EVA, FRED, FRED)]
    await merge(stage, first, kept)
    await merge(stage, second, kept)
    assert await people(stage, kept) == {FRED}
    await unmerge(stage, first)
    assert await people(stage, kept) == {FRED}
    await unmerge(stage, second)
    assert await people(stage, kept) == set()


async def test_a_merged_session_that_is_opened_again_stands_for_itself(stage: Stage) -> None:
    kept, other = await written(stage, EVA), await written(stage, FRED)
    await merge(stage, other, kept)
    assert (await stage.boris.post(f"/api/v1/sessions/{other}/reopen")).status_code == 200
    assert await leads(stage, other) == (None, set())
    assert await leads(stage, kept) == (None, set())
    assert await people(stage, kept) == set()


async def test_whom_somebody_added_by_hand_stays_when_a_merging_is_taken_back(stage: Stage) -> None:
    kept, other = await written(stage, EVA), await written(stage, FRED)
    assert (await stage.boris.post(f"/api/v1/sessions/{other}/participants", json={"address": HOME})).status_code == 201
    await merge(stage, other, kept)
    assert await people(stage, kept) == {FRED, HOME}
    assert (await stage.boris.post(f"/api/v1/sessions/{kept}/participants", json={"address": FRED})).status_code == 201
    await unmerge(stage, other)
    assert await people(stage, kept) == {FRED}
    assert await people(stage, other) == {HOME}


async def test_the_desk_hears_that_nobody_is_joined_to_what_was_merged(stage: Stage) -> None:
    kept, other = await written(stage, EVA), await written(stage, FRED)
    async with desk_of(stage.app, stage.town, "anna") as anna:
        await at_work(anna)
        assert (await anna.post(f"/api/v1/sessions/{other}/join")).status_code == 200
        before = (await anna.get(f"/api/v1/sessions/{other}")).json()
        assert [one["name"] for one in before["session"]["joined"]] != []
        await merge(stage, other, kept)
        told = (await anna.get(f"/api/v1/sessions/{other}/events", params={"after": before["cursor"]})).json()
        (moved,) = [one["data"]["session"] for one in told["events"] if one["kind"] == "letters_moved"]
        fresh = (await anna.get(f"/api/v1/sessions/{other}")).json()["session"]
        assert {name: fresh[name] for name in moved} == moved
        assert (moved["joined"], moved["shared_with"]) == ([], [])


async def test_whose_copy_is_refused_is_told_at_the_session_and_the_letter_has_arrived(stage: Stage) -> None:
    session = await written(stage, EVA)
    path, dead = f"/api/v1/sessions/{session}", "dead@client.example"
    assert (await stage.boris.post(f"{path}/participants", json={"address": dead})).status_code == 201
    before = (await stage.boris.get(path)).json()["cursor"]
    for text in ("It is on its way.", "It is here."):
        seq = await stage.reply(session, text)
        await stage.settle()
        assert (await stage.delivery(session, seq))["state"] == "sent"
    (there,) = (await stage.boris.get(f"{path}/participants")).json()["items"]
    assert there["refused"].startswith("550 5.1.1 ")
    assert there["refused_at"]
    # Said once, however often it is so.
    events = (await stage.boris.get(f"{path}/events", params={"after": before})).json()["events"]
    assert [one["data"]["moved"] for one in events if one["kind"] == "letters_moved"] == [{"deed": "copy_refused"}]
    # Whoever adds him again may have mended it.
    assert (await stage.boris.post(f"{path}/participants", json={"address": dead})).status_code == 201
    (there,) = (await stage.boris.get(f"{path}/participants")).json()["items"]
    assert there["refused_at"] is None


async def test_a_copy_that_comes_back_is_told_at_the_participant_and_not_at_the_letter(stage: Stage) -> None:
    session = await written(stage, EVA)
    path = f"/api/v1/sessions/{session}"
    assert (await stage.boris.post(f"{path}/participants", json={"address": FRED})).status_code == 201
    seq = await stage.reply(session, "It is on its way.")
    await stage.settle()
    ours = mail_of(stage).server.taken[-1]
    for to, about in ((FRED, "5.2.2"), (EVA, "5.1.1")):
        told = f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {about}\nDiagnostic-Code: smtp; 550 no"
        await comes(stage, report(ours, told), ours.sender)
        (there,) = (await stage.boris.get(f"{path}/participants")).json()["items"]
        assert there["refused"].startswith("5.2.2 ")
        state = (await stage.delivery(session, seq))["state"]
        assert state == ("sent" if to == FRED else "failed")
    # He writes: his address lives.
    await brought(stage, "Me too.", ours.letter["Reply-To"], FRED)
    (there,) = (await stage.boris.get(f"{path}/participants")).json()["items"]
    assert there["refused_at"] is None
