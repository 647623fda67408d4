"""The list itself: who sees and changes what of it, and what an entry would match."""

from datetime import timedelta
from typing import Any

from tests.blocklist.conftest import Desks
from tests.surfaces import desk_of, frame_of

from deskbell.base import clock
from deskbell.base.ids import new_id

LIST = "/api/v1/blocklist"


async def test_an_entry_is_kept_in_one_form_found_changed_and_put_away(desks: Desks) -> None:
    entry = await desks.list("mail_domain", "*.Spam.example", name="Boots for nothing")
    assert (entry["value"], entry["may_change"], entry["everywhere"]) == ("spam.example", True, False)
    assert [place["name"] for place in entry["live_chats"]] == ["Sales"]
    for search in ("SPAM.exa", "boots for"):
        assert [one["id"] for one in await listed(desks, search=search)] == [entry["id"]]
    assert await listed(desks, search="%") == await listed(desks, list_kind="allow") == []
    body = {"list": "allow", "name": "Boots", "kind": "mail_domain", "value": "boots.example"}
    answer = await desks.boris.put(f"{LIST}/{entry['id']}", json=body | {"live_chat_ids": [desks.sales]})
    assert (answer.status_code, answer.json()["value"]) == (200, "boots.example")
    assert [one["list"] for one in await listed(desks)] == ["allow"]
    for _ in range(2):
        assert (await desks.boris.post(f"{LIST}/{entry['id']}/archive")).json()["archived_at"]
    assert await listed(desks) == []
    assert len(await listed(desks, entries="archived")) == 1
    put = await desks.boris.put(f"{LIST}/{entry['id']}", json=body | {"live_chat_ids": [desks.sales]})
    assert (put.status_code, put.json()["code"]) == (409, "not_writable")
    assert (await desks.boris.post(f"{LIST}/{entry['id']}/restore")).json()["archived_at"] is None
    deeds = [one["deed"] for one in (await desks.dmitri.get("/api/v1/audit")).json()["items"]][:4]
    assert deeds == [f"blocklist_entry_{what}" for what in ("restored", "archived", "changed", "created")]


async def listed(desks: Desks, **query: str) -> list[dict[str, str]]:
    answer = await desks.boris.get(LIST, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, str]] = answer.json()["items"]
    return items


async def test_pages_follow_each_other_without_a_gap(desks: Desks) -> None:
    made = [(await desks.list("email", f"fred{n}@spam.example"))["id"] for n in range(5)]
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await desks.boris.get(LIST, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert found == made[::-1]


async def test_the_same_twice_is_refused_with_the_entry_there_is(desks: Desks) -> None:
    entry = await desks.list("email", "fred@spam.example")
    again = {
        "list": "block",
        "name": "x",
        "kind": "email",
        "value": "FRED@spam.example",
        "live_chat_ids": [desks.sales],
    }
    answer = await desks.boris.post(LIST, json=again)
    assert (answer.status_code, answer.json()["code"]) == (409, "entry_exists")
    assert answer.json()["params"] == {"entry": entry["id"]}
    await desks.list("email", "fred@spam.example", list="allow")


async def test_for_all_live_chats_and_for_others_is_not_an_operators_to_make(desks: Desks) -> None:
    support = str(desks.town.live_chats["Support"])
    body = {"list": "block", "name": "x", "kind": "email", "value": "fred@spam.example"}
    for places in (None, [support], [desks.sales, support]):
        answer = await desks.boris.post(LIST, json=body | {"live_chat_ids": places})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), places
    everywhere = await desks.list("email", "fred@spam.example", by=desks.dmitri, live_chat_ids=None)
    both = await desks.list("email", "eva@spam.example", by=desks.dmitri, live_chat_ids=[desks.sales, support])
    elsewhere = await desks.list("email", "rita@spam.example", by=desks.dmitri, live_chat_ids=[support])
    seen = {one["id"]: one for one in (await desks.boris.get(LIST)).json()["items"]}
    assert set(seen) == {everywhere["id"], both["id"]}
    assert (seen[both["id"]]["elsewhere"], seen[both["id"]]["may_change"]) == (1, False)
    for entry, code in ((everywhere, "not_allowed"), (both, "not_allowed"), (elsewhere, "not_found")):
        answer = await desks.boris.post(f"{LIST}/{entry['id']}/archive")
        assert answer.json()["code"] == code


async def test_what_cannot_be_listed_is_refused_by_field(desks: Desks) -> None:
    good = {"list": "block", "name": "x", "kind": "email", "value": "fred@spam.example", "live_chat_ids": [desks.sales]}
    past = (clock.now() - timedelta(minutes=1)).isoformat()
    for wrong, field in (
        ({"name": " "}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"value": "fred"}, "value"),
        ({"live_chat_ids": []}, "live_chat_ids"),
        ({"valid_until": past}, "valid_until"),
        ({"channel_kind": "telegram"}, "channel_kind"),
        ({"kind": "messenger_id", "channel_kind": "widget"}, "channel_kind"),
    ):
        answer = await (desks.dmitri if field == "live_chat_ids" else desks.boris).post(LIST, json=good | wrong)
        assert (answer.status_code, list(answer.json()["params"]["fields"])) == (422, [field]), wrong
    unknown = await desks.dmitri.post(LIST, json=good | {"live_chat_ids": [str(new_id())]})
    assert unknown.json()["params"]["fields"] == {"live_chat_ids": "unknown"}


async def test_a_probe_counts_what_one_may_see_and_nothing_else(desks: Desks) -> None:
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    async with frame_of(desks.app, desks.town.channels["Support"]) as fred:
        await fred.start()
        await fred.write("Over there")
    await desks.boris.post(f"/api/v1/sessions/{wrote['session']['id']}/take")
    probe = {"kind": "address", "value": "127.0.0.0/8"}
    found: dict[str, Any] = {}
    for desk, counts in ((desks.boris, (1, 1)), (desks.dmitri, (2, 2))):
        found = (await desk.post(f"{LIST}/probe", json=probe)).json()
        assert (found["accounts"], found["open_sessions"], found["more"]) == (*counts, False)
    assert found["value"] == "127.0.0.0/8"
    here = (await desks.dmitri.post(f"{LIST}/probe", json=probe | {"live_chat_ids": [desks.sales]})).json()
    assert [one["id"] for one in here["sessions"]] == [wrote["session"]["id"]]
    nobody = await desks.boris.post(f"{LIST}/probe", json={"kind": "mail_domain", "value": "x"})
    assert nobody.json()["params"]["fields"] == {"value": "domain_too_wide"}


async def test_a_probe_finds_by_mail_domain_and_phone_however_they_are_written(desks: Desks) -> None:
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    account = (await desks.session(wrote["session"]["id"]))["session"]["account"]["id"]
    async with desks.app.house.db.pool.acquire() as connection:
        change = "update account set email = $2, phone = $3 where id = $1"
        await connection.execute(change, account, "Eva_1@Mail.Пример.рф", "8 (900) 123-45-67")
    for kind, value, count in (
        ("email", "eva_1@mail.пример.рф", 1),
        ("email", "evax1@mail.пример.рф", 0),
        ("mail_domain", "пример.рф", 1),
        ("mail_domain", "mail.xn--e1afmkfd.xn--p1ai", 1),
        ("mail_domain", "имер.рф", 0),
        ("phone", "+7 900 123 45 67", 1),
        ("phone", "+1 900 123 45 67", 0),
        ("account", account, 1),
        ("visitor", "nobody", 0),
    ):
        found = (await desks.dmitri.post(f"{LIST}/probe", json={"kind": kind, "value": value})).json()
        assert found["accounts"] == count, (kind, value, found)


async def test_an_account_is_listed_by_who_may_see_its_client(desks: Desks) -> None:
    await desks.eva.start()
    wrote = await desks.eva.write("Hello")
    account = (await desks.session(wrote["session"]["id"]))["session"]["account"]["id"]
    entry = await desks.list("account", account)
    assert (entry["kind"], entry["value"]) == ("account", account)
    support = str(desks.town.live_chats["Support"])
    body = {"list": "block", "name": "Somebody", "kind": "account", "live_chat_ids": [support]}
    await desks.anna.post(
        f"/api/v1/sessions/{wrote['session']['id']}/assign", json={"operator_id": by_name(desks, "boris")}
    )
    async with desk_of(desks.app, desks.town, "clara") as clara:
        for value in (account, str(new_id())):
            refused = await clara.post(LIST, json=body | {"value": value})
            assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def by_name(desks: Desks, name: str) -> str:
    return str(desks.town.people[name])


async def test_readers_and_employees_find_no_list(desks: Desks) -> None:
    for name in ("rita", "emil"):
        async with desk_of(desks.app, desks.town, name) as desk:
            assert (await desk.get(LIST)).json()["code"] == "not_allowed"
