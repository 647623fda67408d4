"""The other side of an API channel, without dependencies: what you type goes to Deskbell, its answers are printed.

    python docs/examples/webhook_peer.py --secret whsec_… --hook http://127.0.0.1:8000/hooks/… [--port 9100]

The channel's address in Deskbell is then http://127.0.0.1:9100/.
"""

import argparse
import base64
import hmac
import json
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIVE_MINUTES = 300


def signature(secret: str, id_: str, timestamp: str, body: bytes) -> str:
    """Standard Webhooks: base64 of HMAC-SHA256 over `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(digest).decode()


def genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a webhook is Deskbell's, and of now. There may be several signatures, while a secret is renewed."""
    id_, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id_ or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > FIVE_MINUTES:
        return False
    expected = signature(secret, id_, timestamp, body)
    return any(hmac.compare_digest(expected, one) for one in headers.get("webhook-signature", "").split(" "))


def tell(hook: str, secret: str, event: dict[str, object]) -> int:
    """Send one event; the status of the answer. Send it again, under the same id, after a 429, a 5xx or no answer."""
    body, id_, timestamp = json.dumps(event).encode(), f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    headers = {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, id_, timestamp, body),
    }
    try:
        request = urllib.request.Request(hook, body, headers)  # noqa: S310 - the address is our own argument
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def listen(port: int, secret: str) -> ThreadingHTTPServer:
    """Take Deskbell's webhooks on this port, each once, and print what operators say."""
    seen: set[str] = set()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not genuine(secret, headers, body):
                self.send_error(401)
                return
            event = json.loads(body)
            if headers["webhook-id"] not in seen:
                seen.add(headers["webhook-id"])
                show(event)
            answer = json.dumps({"id": event.get("message", {}).get("id")}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """What matters is printed by `show`."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def show(event: dict[str, object]) -> None:
    """What an operator wrote, changed or took back."""
    message = event.get("message")
    if isinstance(message, dict):
        files = " ".join(f"[{file['name']} {file['url']}]" for file in message.get("files", ()))
        print(f"{message.get('author') or event['type']}: {message.get('text', '')} {files}".rstrip(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="The other side of an API channel.")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--hook", required=True)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--name", default="Eva")
    given = parser.parse_args()
    server = listen(given.port, given.secret)
    account = {"id": f"sample-{given.name.lower()}", "name": given.name}
    print(f"Listening on http://127.0.0.1:{server.server_port}/. Type what {given.name} says; Ctrl+D ends.", flush=True)
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            said = {"id": f"{int(time.time())}-{number}", "text": line.strip()}
            status = tell(given.hook, given.secret, {"type": "message", "account": account, "message": said})
            if status >= 300:
                print(f"(Deskbell answered {status}.)", flush=True)
    server.shutdown()


if __name__ == "__main__":
    main()
