"""The other system behind an API channel: it signs what it tells, checks what it is told, and fails as a test says.

Its own hand of Standard Webhooks, beside ours: what one signs the other has to take.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.web import Answer, Asked, Web, in_json, post

KNOWN = {"message", "edit", "delete", "ping"}


def sign(secret: str, id_: str, at: int, body: bytes) -> str:
    key = base64.b64decode(secret[len("whsec_") :])
    return "v1," + base64.b64encode(hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()).decode()


@dataclass
class WebhookPeer:
    """`told`: every genuine body in order, repeats under their id once. `answers`: what the next deliveries get."""

    secret: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    repeats: int = 0
    refused: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    gone: bool = False
    base: str = ""

    def __post_init__(self) -> None:
        self._web = Web(self._answer)

    async def start(self, port: int = 0) -> str:
        self.base = await self._web.start(port)
        return self.base

    async def stop(self) -> None:
        await self._web.stop()

    @property
    def url(self) -> str:
        return f"{self.base}/deskbell"

    async def _answer(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            file = self.files.get(asked.path)
            return Answer(200, file[1], file[0]) if file else Answer(404)
        wrong = self._mistake(asked)
        if wrong:
            self.refused.append(wrong)
            return in_json({"error": "permanent", "detail": wrong}, 422)
        body = json.loads(asked.body)
        if self.gone:
            return Answer(410)
        if body["type"] == "ping":
            return Answer(204)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None and answer.status >= 300:
            return answer
        # What is taken is taken, whether its answer arrives or not.
        key = asked.headers["webhook-id"]
        if key in self.seen:
            self.repeats += 1
        else:
            self.seen.add(key)
            self.told.append(body)
        if answer is not None:
            return answer
        if body["type"] == "message":
            return in_json({"id": "their-" + body["message"]["id"]})
        return Answer(204)

    def _mistake(self, asked: Asked) -> str:
        """What of a delivery is not as Standard Webhooks and docs/channels/webhook.md say."""
        id_, at = asked.headers.get("webhook-id", ""), asked.headers.get("webhook-timestamp", "")
        if not id_ or not at.isdigit() or abs(time.time() - int(at)) > 300:
            return "no id, or no fresh time"
        if sign(self.secret, id_, int(at), asked.body) not in asked.headers.get("webhook-signature", "").split(" "):
            return "not signed by the secret"
        body = json.loads(asked.body)
        if body.get("type") not in KNOWN:
            return f"unknown type {body.get('type')}"
        if body["type"] == "ping":
            return ""
        if set(body) != {"type", "account", "message"} or set(body["account"]) != {"id", "chat_id"}:
            return "other fields"
        form = {
            "message": {"id", "text", "author", "reply_to", "files", "part", "parts"},
            "edit": {"ids", "text"},
            "delete": {"ids"},
        }
        return "" if set(body["message"]) == form[body["type"]] else "another message"

    def webhook(self, told: dict[str, Any], id_: str, secret: str | None = None, at: int | None = None) -> Any:
        """A signed webhook of ours: headers and body."""
        body = json.dumps(told, ensure_ascii=False).encode()
        moment = int(time.time()) if at is None else at
        headers = {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(moment),
            "webhook-signature": sign(secret or self.secret, id_, moment, body),
        }
        return headers, body

    async def tell(self, hook_url: str, told: dict[str, Any], id_: str) -> int:
        """Tell Deskbell over HTTP; the status of its answer."""
        headers, body = self.webhook(told, id_)
        status, _ = await post(hook_url, body, headers)
        return status
