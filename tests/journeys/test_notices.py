"""+New session reaches a known client, pushes are shown by the desk's worker, and who waits too long rings for all."""

import json
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Walk, box, chat, say, unique

RINGS = """
window.rung = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...all) { window.rung += 1; return start.apply(this, all); };
"""


def test_a_session_begun_with_a_known_client_is_found_on_the_shops_page(walk: Walk) -> None:
    boris = walk.at_desk("boris")
    boris.get_by_role("link", name="My sessions").first.click()
    boris.get_by_role("button", name="New session").click()
    dialog = boris.get_by_role("dialog", name="New session")
    dialog.get_by_label("Person").fill("eva@post.example")
    dialog.get_by_role("button", name="Eva").first.click()
    expect(dialog.get_by_role("radio", name="eva@post.example")).to_be_checked()
    words = unique("Your frame has come in")
    dialog.get_by_label("Subject").fill("Your frame")
    dialog.get_by_label("First message").fill(words)
    dialog.get_by_role("button", name="Start session").click()
    expect(boris.get_by_role("log").get_by_text(words)).to_be_visible()
    expect(boris.get_by_text("Boris started the session").first).to_be_visible()

    eva = walk.page(walk.context())
    eva.goto(walk.server.shop + "?customer=eva")
    launcher = eva.get_by_role("button", name="Fjordline")
    expect(launcher).to_have_accessible_name("Fjordline Sales, unread: 1")
    launcher.click()
    expect(chat(eva).get_by_text(words)).to_be_visible()
    say(chat(eva), "I am coming")
    expect(boris.get_by_role("log").get_by_text("I am coming")).to_be_visible()

    boris.get_by_role("button", name="New session").click()
    dialog.get_by_label("Person").fill("eva@post.example")
    dialog.get_by_role("button", name="Eva").first.click()
    expect(dialog.get_by_role("alert")).to_contain_text("already")
    dialog.get_by_role("button", name="Open it").click()
    expect(box(boris)).to_be_visible()
    boris.get_by_role("button", name="Close", exact=True).first.click()


def until(page: Page, condition: str) -> None:
    """Wait in the page for half a minute at most: its policy lets nobody evaluate text from within."""
    script = f"""async () => {{
      const ends = Date.now() + 30_000;
      while (!(await ({condition}))) {{
        if (Date.now() > ends) return false;
        await new Promise((done) => setTimeout(done, 50));
      }}
      return true;
    }}"""
    assert page.evaluate(script), condition


def worker_of(context: BrowserContext, page: Page, address: str) -> tuple[Any, str]:
    """The browser's tools, and the name they have for the desk's worker."""
    tools = context.new_cdp_session(page)
    found: list[str] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(one_of(told, address)))
    tools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.register('/static/desk/worker.js', {type: 'module'})")
    until(page, "navigator.serviceWorker.getRegistration('/static/desk/').then((one) => !!one?.active)")
    assert found, "no worker was registered"
    return tools, found[-1]


def one_of(told: dict[str, Any], address: str) -> list[str]:
    return [one["registrationId"] for one in told["registrations"] if one["scopeURL"].startswith(address)]


SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/static/desk/');
  return (await registration.getNotifications()).map((one) => [one.title, one.body, one.data.path]);
}"""


def test_a_push_is_shown_in_words_without_a_client_in_them(walk: Walk) -> None:
    context = walk.context(permissions=["notifications"])
    boris = walk.page(context)
    boris.goto(walk.server.desk)
    tools, registration = worker_of(context, boris, walk.server.desk)
    chat_id, session = "01a2062d-10b7-7111-9862-c8cc71000001", "01a2062d-10b7-7111-9862-c8cc71000002"
    said = {"language": "en", "live_chat": chat_id, "live_chat_name": "Sales", "session": session, "number": 42}
    # The desk of another tab is before nobody's eyes: the worker speaks.
    boris.goto("about:blank")
    other = walk.page(context)
    other.goto(walk.server.desk + "/live")
    for kind in ("session_waiting", "test"):
        push = {"origin": walk.server.desk, "registrationId": registration, "data": json.dumps(said | {"kind": kind})}
        tools.send("ServiceWorker.deliverPushMessage", push)
    until(other, f"({SHOWN})().then((all) => all.length > 0)")
    shown = other.evaluate(SHOWN)
    assert shown[-1] == ["Push works in this browser", "Sales, session #42", f"/live-chats/{chat_id}/mine/{session}"]


def test_who_waits_too_long_rings_at_the_supervisor(walk: Walk) -> None:
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    sales = dmitri.evaluate("fetch('/api/v1/live-chats').then((a) => a.json())")["items"]
    chat_id = next(one["id"] for one in sales if one["name"] == "Support")
    change = "([id, seconds]) => fetch(`/api/v1/live-chats/${id}`, {method: 'PATCH', headers: {'content-type': "
    change += "'application/json'}, body: JSON.stringify({escalate_after: seconds})}).then((a) => a.status)"
    assert dmitri.evaluate(change, [chat_id, 10]) == 200
    context = walk.context()
    context.add_init_script(RINGS)
    anna = walk.page(context)
    anna.goto(walk.server.desk)
    anna.get_by_label("E-mail").fill("anna@town.example")
    anna.get_by_label("Password", exact=True).fill("walk-the-town")
    anna.keyboard.press("Enter")
    anna.get_by_role("link", name="Active sessions").last.click()
    before = anna.evaluate("window.rung")
    fred = walk.in_shop("workshop.html")
    say(chat(fred), unique("Is anybody there?"))
    until(anna, f"window.rung > {before}")
    assert dmitri.evaluate(change, [chat_id, 0]) == 200
