"""The API channel for the contract."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.channels.contract.harness import (
    Arrived,
    Deletes,
    Edits,
    Failure,
    File,
    Gets,
    Happening,
    Request,
    Says,
)
from tests.fakes.web import Answer, in_json
from tests.fakes.webhook import WebhookPeer

ANSWERS: dict[str, Answer] = {
    "retry": Answer(500, b"tired"),
    "rate_limited": Answer(429, b"slow down", headers={"retry-after": "7"}),
    "blocked": in_json({"error": "blocked", "detail": "he does not want to"}, 403),
    "permanent": in_json({"detail": "no such number"}, 422),
    "channel_broken": Answer(410),
    "cut": Answer(200, cut=True),
}


class WebhookHarness:
    def __init__(self) -> None:
        self.peer = WebhookPeer()
        self._number = 0

    async def start(self) -> Mapping[str, Any]:
        await self.peer.start()
        return {"url": self.peer.url}

    async def stop(self) -> None:
        await self.peer.stop()

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        assert hook_url
        self.peer.secret = shown["secret"]

    async def tell(self, happening: Happening) -> Sequence[Request]:
        self._number += 1
        told = self._told(happening)
        headers, body = self.peer.webhook(told, f"msg_{self._number}")
        return [Request(body, headers)]

    def _told(self, happening: Happening) -> dict[str, Any]:
        who = {"id": f"user-{happening.account}", "chat_id": f"chat-{happening.account}", "name": happening.account}
        match happening:
            case Says():
                files = [self._offered(file) for file in happening.files]
                said = {"id": happening.id, "text": happening.text, "files": files}
                if happening.quotes:
                    said["reply_to"] = happening.quotes
                return {"type": "message", "source_id": f"m{happening.id}", "account": who, "message": said}
            case Edits():
                return {"type": "edit", "account": who, "message": {"id": happening.id, "text": happening.text}}
            case Deletes():
                return {"type": "delete", "account": who, "message": {"id": happening.id}}
            case Gets():
                return {
                    "type": "status",
                    "account": who,
                    "state": happening.state,
                    "message": {"id": happening.arrived},
                }

    def _offered(self, file: File) -> dict[str, Any]:
        path = f"/files/{len(self.peer.files)}/{file.name}"
        self.peer.files[path] = (file.media_type, file.body)
        return {"url": self.peer.base + path, "name": file.name, "type": file.media_type, "size": len(file.body)}

    def forged(self, request: Request) -> Request:
        return Request(request.body + b" ", request.headers)

    def fail(self, how: Failure) -> None:
        self.peer.answers.append(ANSWERS[how])

    def arrived(self) -> Sequence[Arrived]:
        standing: dict[str, Arrived] = {}
        for body in self.peer.told:
            message, account = body["message"], body["account"]["id"].removeprefix("user-")
            if body["type"] == "message":
                id_ = "their-" + message["id"]
                files = [File(one["name"], one["type"], b"") for one in message["files"]]
                standing[id_] = Arrived(id_, account, message["text"], files, message["reply_to"])
            elif body["type"] == "edit":
                old = standing[message["ids"][0]]
                standing[old.id] = Arrived(old.id, account, message["text"], old.files, old.reply_to)
            else:
                for id_ in message["ids"]:
                    standing.pop(id_, None)
        return list(standing.values())

    def misuses(self) -> Sequence[str]:
        return self.peer.refused

    def spoil(self) -> None:
        self.peer.gone = True


HARNESS = WebhookHarness
