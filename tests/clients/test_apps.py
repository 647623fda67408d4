"""Apps: kinds of card that administrators define, ours with typed fields or another system's by its address."""

import pytest
from tests.clients.conftest import Desks


async def test_contacts_and_requests_are_there_from_the_beginning(desks: Desks) -> None:
    apps = await desks.apps()
    assert {key: one["binds"] for key, one in apps.items()} == {"contacts": "client", "requests": "session"}
    assert apps["contacts"]["names"] == {"en": "Contacts", "ru": "Контакты"}
    assert [(one["key"], one["kind"]) for one in apps["contacts"]["fields"]][:3] == [
        ("name", "text"),
        ("email", "email"),
        ("phone", "phone"),
    ]


async def test_only_administrators_keep_apps_and_the_trail_says_so(desks: Desks) -> None:
    body = {"key": "deals", "binds": "session", "names": {"en": "Deals"}}
    assert await desks.refused("anna", "POST", "/apps", body) == (403, "not_allowed")
    await desks.done("dmitri", "POST", "/apps", body)
    assert await desks.refused("dmitri", "POST", "/apps", body) == (409, "name_taken")
    trail = (await desks.done("dmitri", "GET", "/audit"))["items"]
    assert trail[0]["deed"] == "app_created"


async def test_fields_are_added_ordered_and_archived_and_keep_their_choices(desks: Desks) -> None:
    app = (await desks.apps())["contacts"]
    path = f"/apps/{app['id']}/fields"
    level = {"key": "level", "kind": "choice", "names": {"en": "Level", "ru": "Уровень"}}
    assert await desks.refused("dmitri", "POST", path, level) == (422, "validation_failed")
    gold = {"key": "gold", "names": {"en": "Gold"}}
    await desks.done("dmitri", "POST", path, level | {"choices": [gold]})
    assert await desks.refused("dmitri", "POST", path, level | {"choices": [gold]}) == (409, "name_taken")
    ids = [one["id"] for one in (await desks.apps())["contacts"]["fields"]]
    await desks.done("dmitri", "PUT", path, {"field_ids": ids[-1:] + ids[:-1]})
    assert await desks.refused("dmitri", "PUT", path, {"field_ids": ids[1:]}) == (422, "validation_failed")
    field = (await desks.apps())["contacts"]["fields"][0]
    assert field["key"] == "level"
    silver = [{"key": "silver", "names": {"en": "Silver"}}]
    assert await desks.refused("dmitri", "PATCH", f"{path}/{field['id']}", {"choices": silver}) == (
        422,
        "validation_failed",
    )
    await desks.done("dmitri", "PATCH", f"{path}/{field['id']}", {"choices": [gold, *silver], "archived": True})
    field = (await desks.apps())["contacts"]["fields"][0]
    assert (field["archived"], [one["key"] for one in field["choices"]]) == (True, ["gold", "silver"])


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://crm.example/{{id}}", "not_https"),
        ("javascript:alert({{id}})", "not_https"),
        ("https://somebody@crm.example/{{id}}", "not_https"),
        ("https://{{id}}.example/", "without_id"),
        ("https://crm.example/deals", "without_id"),
        ("https://crm.example/a b/{{id}}", "invalid"),
    ],
)
async def test_the_address_of_another_system_is_https_and_its_id_never_picks_the_host(
    desks: Desks, address: str, why: str
) -> None:
    body = {"key": "deals", "binds": "session", "names": {"en": "Deals"}, "outside_url": address}
    answer = await desks.ask("dmitri", "POST", "/apps", body)
    assert (answer.status_code, answer.json()["params"]["fields"]) == (422, {"outside_url": why})


async def test_a_card_of_another_system_is_an_id_a_title_and_an_address(desks: Desks) -> None:
    address = "https://crm.example/deals/{{id}}?from=chat"
    body = {"key": "deals", "binds": "session", "names": {"en": "Deals"}, "outside_url": address}
    await desks.done("dmitri", "POST", "/apps", body)
    app = (await desks.apps())["deals"]
    assert await desks.refused(
        "dmitri", "POST", f"/apps/{app['id']}/fields", {"key": "sum", "kind": "number", "names": {"en": "Sum"}}
    ) == (409, "not_writable")
    given = {"app_id": app["id"], "outside_id": "A/7?x=1&y", "title": "Two bikes"}
    card = (await desks.done("boris", "POST", "/cards", given))["card"]
    assert card["address"] == "https://crm.example/deals/A%2F7%3Fx%3D1%26y?from=chat"
    again = (await desks.done("anna", "POST", "/cards", given | {"title": "Another"}))["card"]
    assert again["id"] == card["id"], "the same id of that system is the same card"
    assert again["title"] == "Two bikes"
    await desks.done("dmitri", "PATCH", f"/apps/{app['id']}", {"outside_url": "https://new.example/{{id}}"})
    card = (await desks.done("boris", "GET", f"/cards/{card['id']}"))["card"]
    assert card["address"].startswith("https://new.example/A%2F7")
    contacts = (await desks.apps())["contacts"]
    assert await desks.refused("dmitri", "PATCH", f"/apps/{contacts['id']}", {"outside_url": address}) == (
        422,
        "validation_failed",
    )
