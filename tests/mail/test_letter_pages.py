"""A letter as a document of its own, and as it came: for who may see its session, and without any power."""

from email import message_from_bytes, policy

from tests.channels.contract.stage import Stage
from tests.mail.letters import EVA
from tests.mail.test_belonging import HTML, comes, lines, mail_of
from tests.surfaces import at_work, desk_of


def policy_of(header: str) -> dict[str, str]:
    """The directives of a Content-Security-Policy."""
    pairs = (part.strip().partition(" ") for part in header.split(";"))
    return {name: value for name, _, value in pairs}


async def letter_with_html(stage: Stage) -> tuple[str, bytes]:
    """A letter of Eva's in a session of Boris's: where it is read, and its bytes."""
    sent = (
        f"From: Eva <{EVA}>\r\nTo: {mail_of(stage).address}\r\nSubject: Look\r\nMessage-ID: <look@client.example>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{HTML}\r\n"
    ).encode()
    await comes(stage, sent)
    session = await stage.taken()
    (line,) = await lines(stage, session)
    assert line["has_original"]
    return f"/api/v1/sessions/{session}/letters/{line['seq']}", sent


async def test_a_letters_page_may_do_nothing_but_show_itself(stage: Stage) -> None:
    path, _ = await letter_with_html(stage)
    shown = await stage.boris.get(f"{path}/page")
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    (header,) = shown.headers.get_list("content-security-policy")
    held = policy_of(header)
    assert held["default-src"] == held["base-uri"] == held["form-action"] == "'none'"
    assert held["frame-ancestors"] == "'self'"
    assert "allow-scripts" not in held["sandbox"]
    assert "allow-forms" not in held["sandbox"]
    assert not {name for name in held if name.startswith(("script-src", "connect-src", "frame-src", "object-src"))}
    assert held["img-src"].split() == ["'self'", "data:"]
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in shown.text
    assert "evil.example" not in shown.text
    # Pictures from elsewhere come when they are asked for, and nothing else with them.
    let_in = await stage.boris.get(f"{path}/page", params={"images": "true"})
    wider = policy_of(let_in.headers["content-security-policy"])
    assert wider["img-src"].split() == ["'self'", "data:", "https:", "http:"]
    assert {name: value for name, value in wider.items() if name != "img-src"} == {
        name: value for name, value in held.items() if name != "img-src"
    }
    assert "https://evil.example/pixel.gif" in let_in.text


async def test_a_letter_is_had_as_it_came_and_never_shown_by_a_browser(stage: Stage) -> None:
    path, sent = await letter_with_html(stage)
    had = await stage.boris.get(f"{path}/original")
    assert had.status_code == 200
    raw = message_from_bytes(had.content, policy=policy.default)
    assert raw["Message-ID"] == "<look@client.example>"
    assert had.content.replace(b"\r\n", b"\n").endswith(sent.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n"))
    session = (await stage.boris.get(path.partition("/letters/")[0])).json()["session"]
    name = f"letter-{session['number']}-{path.rpartition('/')[2]}.eml"
    assert had.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert had.headers["content-type"] == "application/octet-stream"
    assert had.headers["x-content-type-options"] == "nosniff"
    assert policy_of(had.headers["content-security-policy"]) == {"sandbox": "", "default-src": "'none'"}
    assert "no-store" in had.headers["cache-control"]


async def test_who_does_not_see_the_session_hears_the_same_as_of_a_letter_that_is_none(stage: Stage) -> None:
    path, _ = await letter_with_html(stage)
    nowhere = path.rpartition("/")[0] + "/999"
    async with desk_of(stage.app, stage.town, "clara") as clara:
        await at_work(clara)
        for tail in ("/original", "/page"):
            hidden, none = await clara.get(path + tail), await stage.boris.get(nowhere + tail)
            assert (hidden.status_code, none.status_code) == (404, 404)
            assert hidden.json() == none.json()
