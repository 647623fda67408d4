"""Articles: Markdown that is rendered and made harmless here, found by words, suggested from a client's own."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.templates.conftest import Work
from tests.templates.test_templates import refused

from deskbell.templates.rendering import ATTRIBUTES, TAGS, nodes_of, render

RETURNS = {
    "title": "How to return a tent",
    "link": "https://shop.example/returns",
    "summary": "Thirty days, and we pay the postage.",
    "markdown": "# Returns\n\nWrite **your order** on the parcel.",
    "tags": ["returns", "возврат"],
}


async def added(desk: httpx.AsyncClient, **more: Any) -> Any:
    answer = await desk.post("articles", json={**RETURNS, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="vbscript:x" onclick="x">b</a>',
        "[a](https://x.example \"' onmouseover=alert(1) '\")",
        "<svg/onload=alert(1)>",
        "`<b>`\n\n    <iframe>",
    ],
)
def test_nothing_of_an_article_runs(evil: str) -> None:
    check_harmless(nodes_of(render(evil)))
    for forbidden in ("<script", "<img", "<svg", "<iframe"):
        assert forbidden not in render(evil)


@given(st.text(alphabet=st.sampled_from(list("<>[]()!#*_`~|&;:\"'=/\\ \nabcjpts-")), max_size=200))
def test_whatever_is_written_only_harmless_elements_come_out(markdown: str) -> None:
    check_harmless(nodes_of(render(markdown)))


def check_harmless(nodes: list[Any]) -> None:
    for node in nodes:
        if isinstance(node, str):
            continue
        extra = set(node) - {"tag", "children"}
        assert node["tag"] in TAGS
        assert extra <= ATTRIBUTES.get(node["tag"], set())
        scheme, colon, _ = str(node.get("href", "")).split("/")[0].partition(":")
        assert not colon or scheme.lower() in ("http", "https", "mailto", "tel")
        check_harmless(node["children"])


def test_headings_lists_tables_and_links_stay(work: Work) -> None:
    html = render("## Sizes\n\n1. one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[shop](https://shop.example) ~~old~~")
    for kept in ("<h2>", "<ol>", "<td>1</td>", 'href="https://shop.example"', "<s>old</s>", 'rel="noopener'):
        assert kept in html


async def test_an_article_is_written_read_changed_put_away_and_brought_back(work: Work) -> None:
    made = await added(work.anna)
    assert "<strong>your order</strong>" in made["html"]
    assert made["nodes"][0] == {"tag": "h1", "children": ["Returns"]}
    read = (await work.boris.get(f"articles/{made['id']}")).json()
    assert (read["html"], read["may_change"]) == (made["html"], False)
    address = f"articles/{made['id']}"
    assert refused(await work.boris.put(address, json=RETURNS)) == (403, "not_allowed")
    assert (await work.anna.put(address, json={**RETURNS, "title": "Returns"})).json()["title"] == "Returns"
    assert (await work.anna.post(f"{address}/archive")).json()["archived_at"]
    assert (await work.boris.get("articles")).json()["items"] == []
    assert refused(await work.anna.put(address, json=RETURNS)) == (409, "not_writable")
    assert (await work.anna.post(f"{address}/restore")).json()["archived_at"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": " "}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "shop.example"}, "link"),
        ({"summary": "x" * 1001}, "summary"),
        ({"markdown": "x" * 100_001}, "markdown"),
        ({"tags": [str(n) for n in range(11)]}, "tags"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_field(work: Work, body: Any, field: str) -> None:
    answer = await work.anna.post("articles", json={**RETURNS, **body})
    assert refused(answer) == (422, "validation_failed")
    assert list(answer.json()["params"]["fields"]) == [field]


async def test_an_article_is_suggested_from_what_the_client_wrote_and_else_not(work: Work) -> None:
    made = await added(work.anna)
    await added(work.dmitri, title="Support only: returns", live_chat_ids=[str(work.town.live_chats["Support"])])
    address = f"sessions/{work.session}/suggestions"

    async def suggested() -> list[str]:
        return [one["id"] for one in (await work.boris.get(address)).json()["articles"]]

    assert await suggested() == [made["id"]], "she asked for a tent"
    for _ in range(5):
        await work.eva.write("Good evening, and thank you")
    assert await suggested() == []
    await work.eva.write("Как оформить возврат?")
    assert await suggested() == [made["id"]]
    assert refused(await work.clara.get(address)) == (404, "not_found")


async def test_the_composer_finds_articles_by_words(work: Work) -> None:
    made = await added(work.anna)
    assert (await work.offered())["articles"] == []
    card = {"id": made["id"], "title": RETURNS["title"], "link": RETURNS["link"], "summary": RETURNS["summary"]}
    assert (await work.offered("postage"))["articles"] == [card]
    assert (await work.offered("returning"))["articles"] == [card]
