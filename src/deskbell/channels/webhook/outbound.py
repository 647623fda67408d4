"""A message of ours → the body of a webhook. Pure. The form stands in docs/channels/webhook.md."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from deskbell.channels.contract import Attempt, ExternalAccount, OutboundFile, OutboundMessage


def message(part: OutboundMessage, attempt: Attempt, url_of: Callable[[OutboundFile], str]) -> bytes:
    """`message`: what the operator wrote, or a part of it. `url_of`: where a file can be fetched for an hour."""
    files = [
        {"url": url_of(one), "name": one.name, "type": one.media_type, "size": one.size, "kind": one.kind}
        for one in part.attachments
    ]
    said = {
        "id": str(attempt.key),
        "text": part.text,
        "author": part.author,
        "reply_to": part.reply_to,
        "files": files,
        "part": part.part + 1,
        "parts": part.parts,
    }
    return _body("message", part.account, message=said)


def edit(account: ExternalAccount, external_ids: Sequence[str], new: OutboundMessage) -> bytes:
    """`edit`: the message stands under these ids, one for each of its parts, and has this text now."""
    return _body("edit", account, message={"ids": list(external_ids), "text": new.text})


def delete(account: ExternalAccount, external_ids: Sequence[str]) -> bytes:
    """`delete`: the message under these ids was taken back."""
    return _body("delete", account, message={"ids": list(external_ids)})


def ping() -> bytes:
    """`ping`: nothing but a question whether the endpoint answers."""
    return msgspec.json.encode({"type": "ping"})


def _body(type_: str, account: ExternalAccount, **rest: Any) -> bytes:
    to = {"id": account.external_user_id, "chat_id": account.external_chat_id}
    return msgspec.json.encode({"type": type_, "account": to, **rest})
