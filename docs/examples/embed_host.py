#!/usr/bin/env python3
"""A small application that shows Live Chat Messages on its page. Python alone, nothing to install.

    python docs/examples/embed_host.py --deskbell http://127.0.0.1:8000 --site KEY --secret SECRET \\
        --person rita@town.example --app contacts --item 1 --port 8100

Key and secret come from Settings → Embedding, where http://localhost:8100 must be an origin. `/` uses the script tag,
`/frame` a frame of its own; `/token` is what the page around asks for a token. A real application asks its own sign-in
first who is looking, and names the account or item of the page he has open.
"""

import argparse
import base64
import hashlib
import hmac
import html
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def token(given: argparse.Namespace) -> str:
    """A JSON Web Token (RFC 7519), HS256: good for two minutes, and once."""
    now = int(time.time())
    about = {"account": given.account} if given.account else {"app": given.app, "item": given.item}
    claims = {
        "aud": given.site,
        "sub": given.person,
        "origin": given.origin or f"http://localhost:{given.port}",
        "iat": now,
        "exp": now + given.lifetime,
        "jti": secrets.token_urlsafe(16),
        **about,
    }
    signed = ".".join(packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    digest = hmac.digest(given.secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{packed(digest)}"


def by_tag(given: argparse.Namespace) -> str:
    deskbell, site = html.escape(given.deskbell), html.escape(given.site)
    return f'<script async src="{deskbell}/embed/v1.js" data-site="{site}" data-token-url="/token"></script>'


def by_frame(given: argparse.Namespace) -> str:
    """The token goes in the fragment, which no server sees; later ones are handed over when the frame asks."""
    deskbell, site = html.escape(given.deskbell), html.escape(given.site)
    return f"""<iframe id="messages" title="Messages" style="width:100%;height:520px;border:0"
 src="{deskbell}/embed/messages?site={site}#token={token(given)}"></iframe>
<script>
const frame = document.getElementById("messages");
const origin = new URL(frame.src).origin;
addEventListener("message", async (event) => {{
  if (event.source !== frame.contentWindow || event.data?.deskbell !== "token-wanted") return;
  const token = await (await fetch("/token")).text();
  frame.contentWindow.postMessage({{ deskbell: "token", token }}, origin);
}});
</script>"""


def serve(given: argparse.Namespace) -> ThreadingHTTPServer:
    """The application, bound to this machine alone; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = {"/": by_tag, "/frame": by_frame}.get(self.path)
            if self.path == "/token":
                self.answer(token(given), "text/plain")
            elif page:
                head = "<!doctype html><html lang=en><meta charset=utf-8><title>Books</title><h1>Books</h1>"
                self.answer(head + page(given), "text/html; charset=utf-8")
            else:
                self.send_error(404)

        def answer(self, body: str, kind: str) -> None:
            data = body.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing: a token may stand in an address."""

    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    given.port = server.server_port
    return server


def options(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("deskbell", "site", "secret", "person"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--account", help="an account's id, site:<your user's id>, or a proved e-mail")
    parser.add_argument("--app", help="with --item: the key of a kind of card, such as contacts or requests")
    parser.add_argument("--item", help="a card's number or id, or the id of an outside system")
    parser.add_argument("--origin", help="what the token says; the page's own by default")
    parser.add_argument("--lifetime", type=int, default=120, help="seconds a token lives, 300 at most")
    parser.add_argument("--port", type=int, default=8100)
    given = parser.parse_args(words)
    if bool(given.account) == bool(given.app and given.item):
        parser.error("give --account, or --app with --item")
    return given


if __name__ == "__main__":
    running = serve(options())
    print(f"http://localhost:{running.server_port}/")
    running.serve_forever()
