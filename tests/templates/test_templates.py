"""Templates: kept by supervisors, found where they serve, filled with what is known, taken with their files."""

from typing import Any

import httpx
import pytest
from tests.surfaces import key
from tests.templates.conftest import Work

from deskbell.templates.variables import fill

HELLO = {
    "name": "Hello",
    "code": "hi",
    "text": "Hello {{client|there}}, {{operator}} here. Your order {{order number}}?",
}


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def added(desk: httpx.AsyncClient, **more: Any) -> Any:
    answer = await desk.post("templates", json={**HELLO, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_variable_is_a_value_a_fallback_or_a_hole() -> None:
    text = "{{client|there}} {{ number }} {{order}} {{subject|}} {{parameter.city}} {not} {{}}"
    values = {"number": "7", "parameter.city": "Oslo", "client": None}
    assert fill(text, values) == "there 7 ‹order›  Oslo {not} {{}}"
    assert fill("{{parameter.size}}", {}, {"parameter.size": "Size ‹of› frame"}) == "‹Size of frame›"


async def test_what_a_client_is_called_is_never_read_as_a_variable(work: Work) -> None:
    await added(work.anna, text="Hello {{client}}")
    await work.boris.put(f"sessions/{work.session}/client-name", json={"name": "{{operator}}"})
    assert (await work.offered())["templates"][0]["text"] == "Hello {{operator}}"


async def test_a_supervisor_keeps_templates_and_an_operator_does_not(work: Work) -> None:
    assert refused(await work.boris.post("templates", json=HELLO)) == (403, "not_allowed")
    made = await added(work.anna)
    address = f"templates/{made['id']}"
    assert refused(await work.boris.put(address, json=HELLO)) == (403, "not_allowed")
    changed = await work.anna.put(address, json={**HELLO, "name": "Welcome", "code": "/welcome"})
    assert (changed.json()["name"], changed.json()["code"]) == ("Welcome", "welcome")
    offline = await work.anna.put("me/status", json={"status": "offline"})
    assert offline.status_code == 200
    assert (await work.anna.put(address, json=HELLO)).status_code == 200


async def test_a_folders_groups_change_what_is_in_it_and_nothing_else(work: Work) -> None:
    group = str(work.town.groups["Sales operators"])
    folder = {"kind": "template", "name": "Shipping", "group_ids": [group]}
    assert refused(await work.boris.post("template-folders", json=folder)) == (403, "not_allowed")
    folder_id = (await work.anna.post("template-folders", json=folder)).json()["items"][0]["id"]
    assert refused(await work.anna.post("template-folders", json=folder)) == (409, "name_taken")
    mine = await added(work.boris, folder_id=folder_id)
    assert (await work.boris.get("template-choices")).status_code == 200
    assert refused(await work.boris.put(f"templates/{mine['id']}", json=HELLO)) == (403, "not_allowed")
    held = await work.boris.get("templates", params={"folder": folder_id})
    assert [(one["id"], one["may_change"]) for one in held.json()["items"]] == [(mine["id"], True)]
    assert (await work.anna.post(f"template-folders/{folder_id}/archive")).status_code == 204
    assert (await work.boris.get(f"templates/{mine['id']}")).json()["folder_id"] is None


async def test_who_works_where_a_template_serves_finds_it_and_nobody_else(work: Work) -> None:
    sales = str(work.town.live_chats["Sales"])
    group = str(work.town.groups["Sales operators"])
    here = await added(work.anna, live_chat_ids=[sales])
    by_group = await added(work.anna, code="by-group", group_ids=[group])
    everywhere = await added(work.anna, code="all")
    seen = [{one["id"] for one in (await desk.get("templates")).json()["items"]} for desk in (work.boris, work.clara)]
    assert seen == [{here["id"], by_group["id"], everywhere["id"]}, {everywhere["id"]}]
    assert {one["id"] for one in (await work.offered())["templates"]} == seen[0]
    missing = await work.clara.get(f"templates/{key()}")
    hidden = await work.clara.get(f"templates/{here['id']}")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


async def test_a_code_stands_for_one_template_in_use(work: Work) -> None:
    made = await added(work.anna)
    again = {**HELLO, "name": "Another", "code": "HI"}
    assert refused(await work.anna.post("templates", json=again)) == (409, "code_taken")
    assert (await work.anna.post(f"templates/{made['id']}/archive")).json()["archived_at"]
    assert refused(await work.anna.put(f"templates/{made['id']}", json=HELLO)) == (409, "not_writable")
    assert (await work.offered())["templates"] == []
    await added(work.anna, name="Another")
    assert refused(await work.anna.post(f"templates/{made['id']}/restore")) == (409, "code_taken")


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ({"text": " "}, "text", "required"),
        ({"text": "x" * 10_001}, "text", "too_long"),
        ({"name": ""}, "name", "required"),
        ({"code": "two words"}, "code", "invalid"),
        ({"code": "x" * 31}, "code", "too_long"),
        ({"live_chat_ids": [key()]}, "live_chat_ids", "unknown"),
        ({"group_ids": [key()]}, "group_ids", "unknown"),
        ({"folder_id": key()}, "folder_id", "unknown"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_field(work: Work, body: Any, field: str, why: str) -> None:
    answer = await work.anna.post("templates", json={**HELLO, **body})
    assert refused(answer) == (422, "validation_failed")
    assert answer.json()["params"]["fields"] == {field: why}


async def test_search_finds_by_code_name_and_words_in_both_languages(work: Work) -> None:
    await added(work.anna, name="Доставка", code="dost", text="Ваш заказ уже в пути, курьер привезёт его завтра.")
    await added(work.anna, name="Returns", code="ret", text="You can return a tent within thirty days.")
    for search, found in (
        ("dost", "dost"),
        ("дост", "dost"),
        ("заказы", "dost"),
        ("привезет", "dost"),
        ("return tents", "ret"),
        ("thirt", "ret"),
        ("100%", None),
    ):
        codes = [one["code"] for one in (await work.offered(search))["templates"]]
        assert codes == ([found] if found else []), search
        listed = (await work.boris.get("templates", params={"search": search})).json()["items"]
        assert [one["code"] for one in listed] == codes, search


async def test_what_is_used_here_is_offered_first_and_counted_once_for_each_key(work: Work) -> None:
    await added(work.anna, name="Alpha", code="a")
    zulu = await added(work.anna, name="Zulu", code="z")
    assert [one["code"] for one in (await work.offered())["templates"]] == ["a", "z"]
    once = key()
    taken = [await work.take(zulu, once), await work.take(zulu, once)]
    assert [one.status_code for one in taken] == [200, 200]
    assert [(one["code"], one["uses"]) for one in (await work.offered())["templates"]] == [("z", 1), ("a", 0)]
    assert (await work.offered("a"))["templates"][0]["code"] == "a", "a code goes before what is used"


async def test_only_who_replies_takes_a_template_and_only_one_that_serves(work: Work) -> None:
    made = await added(work.anna)
    elsewhere = await added(work.dmitri, code="s", live_chat_ids=[str(work.town.live_chats["Support"])])
    assert refused(await work.take(elsewhere)) == (404, "not_found")
    address = f"sessions/{work.session}/templates/{made['id']}/take"
    assert refused(await work.anna.post(address, json={"key": key()})) == (403, "not_allowed")
    once = key()
    assert (await work.take(made, once)).status_code == 200
    other = await added(work.anna, code="other")
    assert refused(await work.take(other, once)) == (409, "send_key_conflict")


async def test_files_of_a_template_become_the_operators_own_and_are_posted(work: Work) -> None:
    upload = await work.anna.post("template-files", params={"name": "prices.txt"}, content=b"Tents from 90")
    assert upload.status_code == 201, upload.text
    assert refused(await work.boris.post("template-files", params={"name": "x.txt"}, content=b"x"))[1] == "not_allowed"
    made = await added(work.anna, file_ids=[upload.json()["id"]])
    assert [file["name"] for file in made["files"]] == ["prices.txt"]
    once = key()
    first, again = (await work.take(made, once)).json(), (await work.take(made, once)).json()
    assert first == again
    assert [file["name"] for file in first["files"]] == ["prices.txt"]
    copy = first["files"][0]["id"]
    assert copy != upload.json()["id"]
    body = {"text": first["text"], "file_ids": [copy], "send_key": key()}
    posted = await work.boris.post(f"sessions/{work.session}/messages", json=body)
    assert posted.status_code == 201, posted.text
    kept = await work.anna.put(f"templates/{made['id']}", json=HELLO)
    assert kept.json()["files"] == []
    thread = (await work.boris.get(f"sessions/{work.session}/messages")).json()
    assert any(file["id"] == copy for one in thread["items"] for file in one["files"])


async def test_pages_follow_each_other_by_name_without_a_gap(work: Work) -> None:
    for name in ("delta", "Alpha", "charlie", "Bravo", "echo"):
        await added(work.anna, name=name, code=None)
    names, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await work.boris.get("templates", params=query)).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == ["Alpha", "Bravo", "charlie", "delta", "echo"]
