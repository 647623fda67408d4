"""The only file that speaks with LINE. Every failure leaves it as a SendError."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx

from deskbell.base.egress import Denied
from deskbell.channels.calling import Answer, call, failure
from deskbell.channels.contract import ChannelHealth, ExternalAccount, Finding, Link
from deskbell.channels.events import Attachment
from deskbell.channels.line.model import MEGABYTE, Settings
from deskbell.channels.line.outbound import classify, ids_of, request
from deskbell.channels.messages import Attempt, OutboundFile, OutboundMessage, SendError, SendResult

Line = Link[Settings]
ENDPOINT = "/v2/bot/channel/webhook/endpoint"


async def send(link: Line, part: OutboundMessage, attempt: Attempt) -> SendResult:
    """Push one part. LINE drops a second one under the same retry key, and says so by 409."""

    def lent(file: OutboundFile) -> str:
        return link.files.file_url(file, hours=link.settings.link_hours)

    answer = await _call(link, "POST", "/v2/bot/message/push", request(part, lent), str(attempt.key))
    ids = ids_of(answer.told() or {})
    if answer.status == 200 and not ids:
        raise SendError("retry", "answer_unexpected", "no sentMessages in the answer")
    return SendResult(ids)


async def setup(link: Line) -> None:
    """Tell LINE where to send webhooks. Whether it sends any is switched in its console alone."""
    await _call(link, "PUT", ENDPOINT, {"endpoint": link.hook_url})


async def health(link: Line) -> ChannelHealth:
    """Whether the token is good, and webhooks come here."""
    try:
        who = (await _call(link, "GET", "/v2/bot/info")).told() or {}
    except SendError as error:
        if error.code != "token":
            raise
        return ChannelHealth((Finding("token", ok=False, detail=error.detail),))
    name, account = who.get("displayName"), who.get("userId")
    if not isinstance(account, str) or not account:
        raise SendError("retry", "answer_unexpected", "no userId in the answer")
    found = [Finding("token", ok=True), *await _hook(link)]
    return ChannelHealth(tuple(found), name if isinstance(name, str) and name else None, account)


async def _hook(link: Line) -> list[Finding]:
    try:
        told = (await _call(link, "GET", ENDPOINT)).told() or {}
    except SendError as error:
        if error.code != "http_404":
            raise
        told = {}
    if told.get("endpoint") != link.hook_url:
        return [Finding("webhook", ok=False)]
    # Its switch appears in the console once an address is set: the channel is connected, and waits for it.
    return [Finding("webhook", ok=True), Finding("webhook_off", ok=told.get("active") is True, grave=False)]


async def introduce(link: Line, account: ExternalAccount) -> ExternalAccount:
    """What LINE says of who writes: events hold an id alone. Of a room it says nothing."""
    id_ = account.external_user_id
    path = {"U": f"/v2/bot/profile/{quote(id_, safe='')}", "C": f"/v2/bot/group/{quote(id_, safe='')}/summary"}
    if id_[:1] not in path:
        return account
    told = (await _call(link, "GET", path[id_[0]])).told() or {}
    name = told.get("displayName") or told.get("groupName")
    picture, language = told.get("pictureUrl"), told.get("language")
    return replace(
        account,
        name=name if isinstance(name, str) and name else None,
        avatar_url=picture if isinstance(picture, str) else None,
        locale=language if isinstance(language, str) else None,
    )


async def open_media(link: Line, attachment: Attachment) -> AsyncIterator[bytes]:
    """The bytes of what came in, in a stream. LINE keeps them for a while, and says 202 while it gets them ready."""
    most, id_ = link.settings.download_most_mb * MEGABYTE, attachment.remote.file_id
    if not id_ or (attachment.size or 0) > most:
        raise SendError("permanent", "file_too_large" if id_ else "file_gone")
    url = f"{link.settings.media_base_url}/v2/bot/message/{quote(id_, safe='')}/content"
    got = 0
    try:
        async with link.http.stream("GET", url, headers=_token(link)) as answer:
            if answer.status_code != 200:
                later = answer.status_code >= 500 or answer.status_code in (202, 429)
                raise SendError("retry" if later else "permanent", "file_gone", f"HTTP {answer.status_code}")
            async for chunk in answer.aiter_bytes():
                got += len(chunk)
                if got > most:
                    raise SendError("permanent", "file_too_large")
                yield chunk
    except (httpx.HTTPError, httpx.InvalidURL, Denied) as fault:
        raise failure(fault, once=False) from None


def _token(link: Line) -> dict[str, str]:
    return {"authorization": f"Bearer {link.settings.access_token}"}


async def _call(
    link: Line, method: str, path: str, fields: Mapping[str, Any] | None = None, retry_key: str | None = None
) -> Answer:
    """The answer to a call; 409 is one where there is a retry key. All calls may be made twice."""
    headers = _token(link)
    content = b""
    if fields is not None:
        headers |= {"content-type": "application/json"}
        content = json.dumps(fields, ensure_ascii=False).encode()
    if retry_key:
        headers |= {"x-line-retry-key": retry_key}
    answer = await call(link.http, method, f"{link.settings.base_url}{path}", headers, content, once=False)
    if answer.status == 200 or (answer.status == 409 and retry_key):
        return answer
    raise classify(answer.status, answer.told() or {})
