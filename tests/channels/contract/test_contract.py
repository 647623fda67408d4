"""What every channel must do, whatever its provider: the same promises for each kind of the registry.

A kind is tried by `tests/channels/<kind>/harness.py`. What it does not declare to be able to do is not asked of it.
"""

from pathlib import Path

import pytest
from tests.channels.contract.harness import Deletes, Edits, File, Gets, Says
from tests.channels.contract.stage import OUTSIDE, Stage, harness_of

from deskbell.channels import standing
from deskbell.channels.contract import Capability, Outside
from deskbell.channels.links import limits_of
from deskbell.channels.planning import measure
from deskbell.channels.registry import KINDS

ROOT = Path(__file__).parents[3]
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
EMOJI = "Caf\u00e9, \u043f\u0440\u0438\u0432\u0435\u0442, \U0001f469\u200d\U0001f680 & <b>"


def outside_of(kind: str) -> Outside:
    outside = KINDS[kind].outside
    assert outside is not None
    return outside


def can(stage: Stage, *needed: Capability) -> bool:
    """Whether the kind declares these."""
    return all(one in outside_of(stage.kind).capabilities for one in needed)


# ── what a kind is made of ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_kind_has_the_functions_that_its_capabilities_promise(kind: str) -> None:
    outside = outside_of(kind)
    promised = {
        Capability.EDIT_OUT: outside.edit,
        Capability.DELETE_OUT: outside.delete,
        Capability.TYPING: outside.typing,
        Capability.MARK_READ: outside.mark_read,
    }
    for one, function in promised.items():
        words = "promised by CAPABILITIES and not in Outside" if function is None else "in Outside and not promised"
        assert (one in outside.capabilities) == (function is not None), f"{one.name}: {words}"
    assert (outside.receive is None) == (outside.verify is None), "receive and verify come together"
    assert outside.receive is not None or outside.poll is not None, "nothing can come in"
    assert (KINDS[kind].identity_of is not None) <= (Capability.INITIATE in outside.capabilities)


@pytest.mark.parametrize("kind", OUTSIDE)
def test_its_settings_are_its_fields(kind: str) -> None:
    outside = outside_of(kind)
    names = [field.name for field in outside.fields]
    assert len(names) == len(set(names))
    assert set(outside.settings.__dataclass_fields__) == set(names), "Settings and FIELDS have other names"
    for field in outside.fields:
        assert field.type != "choice" or field.default is None or field.default in field.choices


@pytest.mark.parametrize("kind", OUTSIDE)
def test_it_is_documented_and_has_a_harness(kind: str) -> None:
    path = ROOT / "docs" / "channels" / f"{kind}.md"
    page = path.read_text("utf-8") if path.exists() else ""
    silent = [field.name for field in outside_of(kind).fields if f"`{field.name}`" not in page]
    assert not silent, f"docs/channels/{kind}.md says nothing of {', '.join(silent)}"
    assert callable(harness_of(kind).tell)


@pytest.mark.parametrize("kind", OUTSIDE)
def test_the_desk_has_words_for_its_form_in_both_languages(kind: str) -> None:
    needed = [f"channel.{kind}{part}" for part in ("", ".about", ".steps")]
    for field in outside_of(kind).fields:
        needed += [f"channel.{kind}.{field.name}", *(f"channel.{kind}.{field.name}.{one}" for one in field.choices)]
    folder = ROOT / "web" / "desk" / "settings" / "channels"
    for language in ("en", "ru"):
        path = folder / f"words-{kind}.{language}.ts"
        said = path.read_text("utf-8") if path.exists() else ""
        silent = [key for key in needed if f'"{key}":' not in said]
        assert not silent, f"{path.name} has no words for {', '.join(silent)}"
        brought = (folder / f"words.{language}.ts").read_text("utf-8")
        assert f'"./words-{kind}.{language}"' in brought, f"words.{language}.ts does not bring {path.name}"


async def test_its_form_is_drawn_from_its_fields_and_never_shows_a_secret(stage: Stage) -> None:
    kinds = (await stage.dmitri.get("/api/v1/channel-kinds")).json()["items"]
    (drawn,) = [one for one in kinds if one["name"] == stage.kind]
    assert [field["name"] for field in drawn["fields"]] == [field.name for field in outside_of(stage.kind).fields]
    page = await stage.dmitri.get(f"/api/v1/live-chats/{stage.channel['live_chat_id']}")
    for secret in (stage.channel.get("shown_once") or {}).values():
        assert secret not in page.text


# ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_client_writes_and_stands_in_the_queue(stage: Stage) -> None:
    await stage.happens(Says("eva", "1", EMOJI))
    (session,) = await stage.sessions()
    assert session["state"] == "waiting"
    assert session["client_count"] == 1
    (message,) = await stage.thread(session["id"])
    assert message["text"] == EMOJI
    assert message["author"]["kind"] == "account"
    assert message["delivery"] is None


async def test_what_is_told_twice_stands_once(stage: Stage) -> None:
    if outside_of(stage.kind).receive is None:
        await stage.happens(Says("eva", "1", "Once."))
        await stage.settle()
    else:
        (request,) = await stage.harness.tell(Says("eva", "1", "Once."))
        assert [(await stage.post(request)).status_code < 300 for _ in range(3)] == [True, True, True]
        await stage.settle()
        assert (await stage.post(request)).status_code < 300
        await stage.settle()
    (session,) = await stage.sessions()
    assert [one["text"] for one in await stage.thread(session["id"])] == ["Once."]


async def test_messages_stand_in_the_order_they_were_written_and_clients_apart(stage: Stage) -> None:
    for number in range(1, 6):
        await stage.happens(Says("eva", f"e{number}", f"eva {number}"), Says("fred", f"f{number}", f"fred {number}"))
    threads = [await stage.thread(session["id"]) for session in await stage.sessions()]
    texts = sorted([one["text"] for one in thread] for thread in threads)
    assert texts == [[f"{name} {number}" for number in range(1, 6)] for name in ("eva", "fred")]


async def test_what_is_forged_is_refused_and_leaves_nothing(stage: Stage) -> None:
    if outside_of(stage.kind).receive is None:
        return
    (request,) = await stage.harness.tell(Says("eva", "1", "Not by me."))
    answer = await stage.post(stage.harness.forged(request))
    assert answer.status_code in (401, 403)
    await stage.settle()
    assert await stage.count("inbound_event") == 0
    assert await stage.sessions() == []
    assert (await stage.post(request)).status_code < 300
    await stage.settle()
    assert len(await stage.sessions()) == 1


async def test_files_come_with_their_bytes(stage: Stage) -> None:
    if not can(stage, Capability.FILE):
        return
    notes = File("notes.txt", "text/plain", b"two lines\nof notes")
    await stage.happens(Says("eva", "1", "", [notes]), Says("eva", "2", "Look", [File("p.png", "image/png", PICTURE)]))
    (session,) = await stage.sessions()
    first, *rest = await stage.thread(session["id"])
    assert [(one["name"], one["size"]) for one in first["files"]] == [("notes.txt", len(notes.body))]
    # Words beside a picture are a message of their own where the provider knows none.
    assert [one["text"].strip() for one in rest if one["text"].strip()] == ["Look"]
    assert [file["media_type"].partition("/")[0] for one in rest for file in one["files"]] == ["image"]


async def test_a_quote_points_to_what_it_answers(stage: Stage) -> None:
    if not can(stage, Capability.REPLY):
        return
    await stage.happens(Says("eva", "1", "The grey one?"), Says("eva", "2", "This I mean.", quotes="1"))
    (session,) = await stage.sessions()
    first, second = await stage.thread(session["id"])
    assert second["quote"]["seq"] == first["seq"]


async def test_an_edit_and_a_deletion_follow(stage: Stage) -> None:
    if can(stage, Capability.EDIT_IN):
        await stage.happens(Says("eva", "1", "Tomorow."), Edits("eva", "1", "Tomorrow."))
        (session,) = await stage.sessions()
        (message,) = await stage.thread(session["id"])
        assert message["text"] == "Tomorrow."
        assert message["edited_at"]
    if can(stage, Capability.DELETE_IN):
        await stage.happens(Says("fred", "2", "My password is"), Deletes("fred", "2"))
        session = (await stage.sessions())[-1]
        (message,) = await stage.thread(session["id"])
        assert message["text"] == ""
        assert message["deleted_at"]


# ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def written_to(stage: Stage) -> str:
    """A session with Eva that Boris has taken."""
    await stage.happens(Says("eva", "first", "Hello?"))
    return await stage.taken()


async def test_an_answer_arrives_once_and_is_said_to_be_sent(stage: Stage) -> None:
    session = await written_to(stage)
    seq = await stage.reply(session, EMOJI)
    assert (await stage.delivery(session, seq))["state"] == "queued"
    await stage.settle()
    (arrived,) = stage.harness.arrived()
    assert EMOJI in arrived.text
    assert arrived.account == "eva"
    assert (await stage.delivery(session, seq))["state"] in ("sent", "queued")
    await stage.settle()
    assert len(stage.harness.arrived()) == 1
    assert stage.harness.misuses() == []


async def test_answers_arrive_in_order(stage: Stage) -> None:
    session = await written_to(stage)
    for number in range(6):
        await stage.reply(session, f"number {number}")
    for _ in range(8):
        await stage.hurry()
    arrived = [one.text for one in stage.harness.arrived()]
    assert [number for text in arrived for number in range(6) if f"number {number}" in text] == list(range(6))


async def test_what_is_longer_than_the_channel_takes_goes_in_parts_that_make_the_whole(stage: Stage) -> None:
    limits = limits_of(outside_of(stage.kind), stage.app.house.links.settings_of(await stage.row()))
    words = [f"word{number}" for number in range(limits.text_max // 6)]
    text = " ".join(words)[:9_900]
    session = await written_to(stage)
    seq = await stage.reply(session, text)
    for _ in range(6):
        await stage.hurry()
    arrived = stage.harness.arrived()
    assert " ".join(one.text for one in arrived).split()[: len(text.split())] == text.split()
    assert all(measure(one.text, limits) <= limits.text_max for one in arrived)
    assert (len(arrived) > 1) == (measure(text, limits) > limits.text_max)
    assert (await stage.delivery(session, seq))["state"] in ("sent", "queued")


async def test_a_file_and_a_picture_arrive(stage: Stage) -> None:
    if not can(stage, Capability.FILE):
        return
    session = await written_to(stage)
    file = await stage.attach(session, "offer.pdf", b"%PDF-1.4 an offer")
    picture = await stage.attach(session, "bike.png", PICTURE)
    seq = await stage.reply(session, "Both:", file_ids=[file, picture])
    for _ in range(4):
        await stage.hurry()
    arrived = [file for one in stage.harness.arrived() for file in one.files]
    assert len(arrived) == 2
    assert stage.harness.misuses() == []
    assert (await stage.delivery(session, seq))["state"] in ("sent", "queued")


async def test_a_quote_arrives_as_one_or_in_words(stage: Stage) -> None:
    session = await written_to(stage)
    (asked,) = await stage.thread(session)
    await stage.reply(session, "We do.", quote_seq=asked["seq"])
    await stage.settle()
    (arrived,) = stage.harness.arrived()
    assert arrived.reply_to or "Hello?" in arrived.text


async def test_our_edit_and_deletion_follow(stage: Stage) -> None:
    session = await written_to(stage)
    seq = await stage.reply(session, "At nine.")
    await stage.settle()
    path = f"/api/v1/sessions/{session}/messages/{seq}"
    edited = await stage.boris.patch(path, json={"text": "At ten."})
    assert edited.status_code == (204 if can(stage, Capability.EDIT_OUT) else 409), edited.text
    await stage.settle()
    assert ["At ten." in one.text for one in stage.harness.arrived()] == [can(stage, Capability.EDIT_OUT)]
    deleted = await stage.boris.delete(path)
    assert deleted.status_code == (204 if can(stage, Capability.DELETE_OUT) else 409), deleted.text
    await stage.settle()
    assert len(stage.harness.arrived()) == (0 if can(stage, Capability.DELETE_OUT) else 1)
    assert stage.harness.misuses() == []


# ── when it does not go ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["retry", "rate_limited"])
async def test_what_the_provider_did_not_take_is_tried_again_in_order(stage: Stage, how: str) -> None:
    session = await written_to(stage)
    stage.harness.fail(how)  # type: ignore[arg-type]
    first = await stage.reply(session, "the first")
    await stage.settle()
    await stage.reply(session, "the second")
    await stage.settle()
    assert stage.harness.arrived() == []
    assert (await stage.delivery(session, first))["state"] == "queued"
    for _ in range(4):
        await stage.hurry()
    texts = [one.text for one in stage.harness.arrived()]
    assert len(texts) == 2
    assert "the first" in texts[0]
    assert "the second" in texts[1]


async def test_what_is_refused_for_good_says_why_and_holds_up_nothing(stage: Stage) -> None:
    session = await written_to(stage)
    stage.harness.fail("permanent")
    refused = await stage.reply(session, "not this")
    await stage.settle()
    await stage.reply(session, "but this")
    for _ in range(3):
        await stage.hurry()
    failed = await stage.delivery(session, refused)
    assert failed["state"] == "failed"
    assert failed["code"]
    assert failed["detail"]
    assert ["but this" in one.text for one in stage.harness.arrived()] == [True]


async def test_it_can_be_sent_again_by_one_click(stage: Stage) -> None:
    session = await written_to(stage)
    stage.harness.fail("permanent")
    seq = await stage.reply(session, "once more")
    await stage.settle()
    path = f"/api/v1/sessions/{session}/messages/{seq}/resend"
    assert (await stage.boris.post(path)).status_code == 202
    assert (await stage.boris.post(path)).status_code == 202
    await stage.settle()
    assert ["once more" in one.text for one in stage.harness.arrived()] == [True]
    assert (await stage.delivery(session, seq))["state"] in ("sent", "queued")


async def test_who_blocked_us_is_not_written_to_until_he_writes(stage: Stage) -> None:
    session = await written_to(stage)
    stage.harness.fail("blocked")
    seq = await stage.reply(session, "Are you there?")
    await stage.settle()
    blocked = await stage.delivery(session, seq)
    if blocked["state"] != "failed":  # a provider that tells of it otherwise
        return
    assert blocked["code"] == "blocked"
    other = await stage.reply(session, "Still there?")
    await stage.settle()
    assert (await stage.delivery(session, other))["code"] == "unreachable"
    assert stage.harness.arrived() == []
    await stage.happens(Says("eva", "back", "Here I am."))
    await stage.reply(session, "Welcome back.")
    await stage.settle()
    assert ["Welcome back." in one.text for one in stage.harness.arrived()] == [True]


async def test_a_channel_that_is_refused_whole_stops_and_its_messages_wait(stage: Stage) -> None:
    session = await written_to(stage)
    stage.harness.fail("channel_broken")
    seq = await stage.reply(session, "It waits.")
    await stage.settle()
    await stage.hurry()
    assert (await stage.delivery(session, seq))["state"] == "queued"
    assert stage.harness.arrived() == []
    found = await standing.standing(stage.app.house.db, (await stage.row()).id)
    assert found["broken_at"] is not None
    assert found["broken_code"]
    assert await standing.free(stage.app.house.db, (await stage.row()).id)
    await stage.hurry()
    assert ["It waits." in one.text for one in stage.harness.arrived()] == [True]


async def test_an_answer_that_was_lost_is_uncertain_or_told_apart_and_never_shown_twice(stage: Stage) -> None:
    session = await written_to(stage)
    stage.harness.fail("cut")
    seq = await stage.reply(session, "Perhaps.")
    await stage.settle()
    for _ in range(3):
        await stage.hurry()
    assert ["Perhaps." in one.text for one in stage.harness.arrived()] == [True]
    state = (await stage.delivery(session, seq))["state"]
    assert state == ("sent" if can(stage, Capability.REPEATABLE) else "uncertain")


async def test_receipts_rise_and_never_go_back(stage: Stage) -> None:
    if not can(stage, Capability.RECEIPT_DELIVERED):
        return
    session = await written_to(stage)
    seq = await stage.reply(session, "Read me.")
    await stage.settle()
    (arrived,) = stage.harness.arrived()
    if can(stage, Capability.RECEIPT_READ):
        await stage.happens(Gets("eva", arrived.id, "read"))
        assert (await stage.delivery(session, seq))["state"] == "read"
        await stage.happens(Gets("eva", arrived.id, "delivered"))
        assert (await stage.delivery(session, seq))["state"] == "read"
    else:
        await stage.happens(Gets("eva", arrived.id, "delivered"))
        assert (await stage.delivery(session, seq))["state"] == "delivered"


# ── health ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_its_health_is_told(stage: Stage) -> None:
    well = (await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/test")).json()
    assert well["state"] in ("ok", "warning"), well
    stage.harness.spoil()
    ill = (await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/test")).json()
    assert ill["state"] != "ok", ill
    assert ill["findings"]
