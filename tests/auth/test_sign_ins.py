"""One's sign-ins: listed, ended one by one, ended by time; and one's password changed."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx

from deskbell.auth.pruning import prune
from deskbell.auth.tries import MOST_BY_EMAIL
from deskbell.base.db import Database
from deskbell.base.sql import Statement

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]

PASSWORD = "quiet harbour lantern"
NEW = "tulip desk by the window"


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def test_ones_sign_ins_are_listed_with_the_present_one_marked(staff: Staff, signed_in: SignedIn) -> None:
    first, second, boris = await signed_in("anna"), await signed_in("anna"), await signed_in("boris")
    items = (await second.get("/sign-ins")).json()["items"]
    assert [item["current"] for item in items] == [True, False]
    assert {item["address"] for item in items} == {"10.0.0.1"}
    assert items[0]["user_agent"].startswith("python-httpx")
    assert [item["current"] for item in (await first.get("/sign-ins")).json()["items"]] == [False, True]
    assert len((await boris.get("/sign-ins")).json()["items"]) == 1
    assert "token" not in (await first.get("/sign-ins")).text


async def test_a_sign_in_elsewhere_is_ended_and_nobody_elses_can_be(staff: Staff, signed_in: SignedIn) -> None:
    here, there, boris = await signed_in("anna"), await signed_in("anna"), await signed_in("boris")
    mine = next(it["id"] for it in (await here.get("/sign-ins")).json()["items"] if not it["current"])
    theirs = (await boris.get("/sign-ins")).json()["items"][0]["id"]
    hidden, missing = await here.delete(f"/sign-ins/{theirs}"), await here.delete(f"/sign-ins/{uuid4()}")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert (await boris.get("/me")).status_code == 200
    assert (await here.delete(f"/sign-ins/{mine}")).status_code == 204
    assert (await there.get("/me")).status_code == 401
    assert (await here.get("/me")).status_code == 200
    assert (await here.delete(f"/sign-ins/{mine}")).status_code == 404
    assert (await here.delete("/sign-ins/no-uuid")).status_code == 404


async def test_signing_out_ends_it_on_the_server_and_takes_the_cookie_back(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("anna")
    token = one.cookies["deskbell"]
    out = await one.delete("/sign-ins/current")
    assert out.status_code == 204
    assert "max-age=0" in out.headers["set-cookie"].lower()
    kept = new_browser(Cookie=f"deskbell={token}")
    assert (await kept.get("/me")).status_code == 401
    assert (await kept.delete("/sign-ins/current")).json()["code"] == "not_signed_in"


async def test_ending_a_sign_in_is_noted_for_the_sockets(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    noted: list[tuple[str, object]] = []
    db.committed = lambda events: noted.extend((event.kind, event.body.get("sign_in_id")) for event in events)
    one = await signed_in("anna")
    sign_in_id = (await one.get("/sign-ins")).json()["items"][0]["id"]
    await one.delete("/sign-ins/current")
    assert noted == [("sign_in_ended", UUID(sign_in_id))]


async def test_a_sign_in_ends_when_idle_and_lives_on_in_use_up_to_its_absolute_end(
    db: Database, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("anna")

    async def ends_in() -> float:
        row = await db.first(
            statement("select extract(epoch from expires_at - now())::float8 / 3600 as h from sign_in")
        )
        assert row is not None
        return float(row["h"])

    assert 11.9 < await ends_in() <= 12
    await db.run(
        statement(
            "update sign_in set last_seen_at = now() - interval '5 hours', expires_at = now() + interval '7 hours'"
        )
    )
    assert (await one.get("/me")).status_code == 200
    assert 11.9 < await ends_in() <= 12
    await db.run(
        statement(
            "update sign_in set created_at = now() - interval '167 hours', last_seen_at = now() - interval '2 minutes',"
            " expires_at = now() + interval '11 hours'"
        )
    )
    assert (await one.get("/me")).status_code == 200
    assert 0.9 < await ends_in() <= 1
    await db.run(statement("update sign_in set expires_at = now() - interval '1 second'"))
    assert (await one.get("/me")).status_code == 401
    assert (await one.get("/me")).status_code == 401


async def test_requests_close_together_write_nothing(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    seen = statement("select xmin::text as x from sign_in")
    before = await db.first(seen)
    await one.get("/me")
    await one.get("/sign-ins")
    assert await db.first(seen) == before


async def test_a_password_is_changed_and_every_other_sign_in_ends(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    here, there = await signed_in("anna"), await signed_in("anna")
    old = here.cookies["deskbell"]
    changed = await here.post("/password", json={"current": PASSWORD, "new": NEW})
    assert changed.status_code == 204
    assert here.cookies["deskbell"] != old
    assert (await here.get("/me")).status_code == 200
    assert (await there.get("/me")).status_code == 401
    assert (await new_browser(Cookie=f"deskbell={old}").get("/me")).status_code == 401
    body = {"email": "anna@town.example", "password": PASSWORD}
    assert (await new_browser().post("/sign-ins", json=body)).status_code == 401
    assert (await new_browser().post("/sign-ins", json=body | {"password": NEW})).status_code == 201


async def test_a_password_is_changed_only_by_who_knows_it_and_only_to_a_strong_one(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("anna")
    wrong = await one.post("/password", json={"current": "not it at all", "new": NEW})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    for new, reason in (("short", "short"), ("password1234", "common"), ("anna@town.example", "like_email")):
        weak = await one.post("/password", json={"current": PASSWORD, "new": new})
        assert (weak.status_code, weak.json()["params"]) == (422, {"reason": reason})
    assert (await new_browser().post("/password", json={"current": PASSWORD, "new": NEW})).status_code == 401
    for _ in range(MOST_BY_EMAIL):
        await one.post("/password", json={"current": "guess", "new": NEW})
    assert (await one.post("/password", json={"current": PASSWORD, "new": NEW})).json()["code"] == "too_many_tries"
    assert (await one.get("/me")).status_code == 200


async def test_what_nobody_asks_for_any_more_is_cleared_away(
    db: Database, new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    one, gone = await signed_in("anna"), await signed_in("boris")
    await one.post("/socket-tickets")
    await gone.post("/socket-tickets")
    await gone.delete("/sign-ins/current")
    await new_browser().post("/sign-ins", json={"email": "x@y.example", "password": "guess"})
    await prune(db)
    count = "select (select count(*) from {}) as left_over"
    for table, left in (("sign_in", 2), ("socket_ticket", 2), ("sign_in_failure", 2)):
        row = await db.first(statement(count.format(table)))
        assert row is not None
        assert (table, row["left_over"]) == (table, left)
    await db.run(statement("update sign_in_failure set at = at - interval '2 hours'"))
    await db.run(statement("update socket_ticket set expires_at = expires_at - interval '2 hours'"))
    await db.run(statement("update sign_in set ended_at = ended_at - interval '31 days' where ended_at is not null"))
    await prune(db)
    for table, left in (("sign_in", 1), ("socket_ticket", 0), ("sign_in_failure", 0)):
        row = await db.first(statement(count.format(table)))
        assert row is not None
        assert (table, row["left_over"]) == (table, left)
    assert (await one.get("/me")).status_code == 200
