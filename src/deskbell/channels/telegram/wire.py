"""The only file that speaks with Telegram. Every failure leaves it as a SendError that names no address: the bot's
token stands in each."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx

from deskbell.base.egress import Denied
from deskbell.channels.calling import call, failure
from deskbell.channels.contract import ChannelHealth, Finding, Link
from deskbell.channels.events import Attachment, ButtonPress, ExternalAccount, Polled
from deskbell.channels.messages import Attempt, OutboundMessage, SendError, SendResult
from deskbell.channels.planning import split
from deskbell.channels.telegram import inbound
from deskbell.channels.telegram.errors import classify
from deskbell.channels.telegram.forms import form_of
from deskbell.channels.telegram.model import ALLOWED_UPDATES, Settings, limits_of, name_of, number_in
from deskbell.channels.telegram.outbound import Request, as_document, changes, chat, request

POLL_SECONDS = 25
UPDATES_MOST = 100
UPLOAD_SECONDS = 40.0

Telegram = Link[Settings]


# ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def send(link: Telegram, part: OutboundMessage, _attempt: Attempt) -> SendResult:
    """Send one part. A picture whose form Telegram refuses goes as a document."""
    try:
        sent = await _call(link, request(part), once=True)
    except SendError as error:
        if error.code != "picture_refused" or len(part.attachments) != 1:
            raise
        sent = await _call(link, as_document(part), once=True)
    messages = sent if isinstance(sent, list) else [sent]
    numbers = [one.get("message_id") for one in messages if isinstance(one, Mapping)]
    if not numbers or not all(isinstance(number, int) for number in numbers):
        raise SendError("uncertain", "answer_unexpected", "no message in the answer")
    return SendResult(tuple(name_of(part.account.external_chat_id, number) for number in numbers))


async def edit(link: Telegram, account: ExternalAccount, ids: Sequence[str], new: OutboundMessage) -> None:
    """Put other words in what was sent. A longer text takes no more messages than it had: what is over is refused."""
    numbers, to = _numbers(account, ids), chat(account.external_chat_id)
    planned = changes(numbers, split(new.text, limits_of(link.settings)) or [""])
    if planned.left:
        raise SendError("permanent", "message_too_long", "")
    for number, text in planned.texts.items():
        await _put(link, {"chat_id": to, "message_id": number}, text)
    for number in planned.gone:
        about = {"chat_id": to, "message_id": number}
        try:
            # What takes words was a part of the text; a file takes none, and stays.
            await _change(link, "editMessageText", about | {"text": "…"})
        except SendError as error:
            if error.code == "no_text":
                continue
            raise
        await _change(link, "deleteMessage", about)


async def _put(link: Telegram, about: Mapping[str, Any], text: str) -> None:
    """New words of a text, or beneath a file."""
    try:
        if text:
            await _change(link, "editMessageText", {**about, "text": text})
            return
    except SendError as error:
        if error.code != "no_text":
            raise
    await _change(link, "editMessageCaption", {**about, "caption": text})


async def delete(link: Telegram, account: ExternalAccount, ids: Sequence[str]) -> None:
    """Take a message back, all its parts. Telegram allows it for 48 hours."""
    for number in _numbers(account, ids):
        fields = {"chat_id": chat(account.external_chat_id), "message_id": number}
        await _change(link, "deleteMessage", fields)


async def typing(link: Telegram, account: ExternalAccount) -> None:
    """Show for five seconds that somebody writes."""
    await _call(link, Request("sendChatAction", {"chat_id": chat(account.external_chat_id), "action": "typing"}))


async def answer_button(link: Telegram, press: ButtonPress) -> None:
    """End the waiting mark on a pressed button. One that was pressed long ago has none any more."""
    if press.press_id:
        await _change(link, "answerCallbackQuery", {"callback_query_id": press.press_id}, "query_too_old")


async def _change(link: Telegram, method: str, fields: Mapping[str, Any], *passed: str) -> None:
    """A call that may be made twice: that it is so already is as good as done."""
    try:
        await _call(link, Request(method, fields))
    except SendError as error:
        if error.code not in ("not_modified", "message_gone", *passed):
            raise


def _numbers(account: ExternalAccount, ids: Sequence[str]) -> list[int]:
    found = [number_in(name, account.external_chat_id) for name in ids]
    numbers = [one for one in found if one is not None]
    if not numbers:
        raise SendError("permanent", "chat_moved", "")
    return numbers


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def open_media(link: Telegram, attachment: Attachment) -> AsyncIterator[bytes]:
    """The bytes of a file that came in, in a stream; at most what bots may fetch."""
    most = link.settings.download_most_mb * 1024 * 1024
    file_id = attachment.remote.file_id
    if not file_id or (attachment.size or 0) > most:
        raise SendError("permanent", "file_too_large" if file_id else "file_gone", "")
    found = await _call(link, Request("getFile", {"file_id": file_id}))
    path = found.get("file_path") if isinstance(found, Mapping) else None
    if not isinstance(path, str) or not path or ".." in path or "?" in path or "#" in path:
        raise SendError("permanent", "file_gone", "")
    url = f"{link.settings.media_base_url}/file/bot{link.settings.token}/{path.lstrip('/')}"
    got = 0
    try:
        async with link.http.stream("GET", url) as answer:
            if answer.status_code != 200:
                later = answer.status_code >= 500 or answer.status_code == 429
                raise SendError("retry" if later else "permanent", "file_gone", f"HTTP {answer.status_code}")
            async for chunk in answer.aiter_bytes():
                got += len(chunk)
                if got > most:
                    raise SendError("permanent", "file_too_large", "")
                yield chunk
    except (httpx.HTTPError, httpx.InvalidURL, Denied) as fault:
        raise failure(fault, once=False) from None


# ── The bot itself ────────────────────────────────────────────────────────────────────────────────────────────────────


async def poll(link: Telegram, cursor: Mapping[str, Any]) -> Polled:
    """Wait for updates after the cursor's; asking for the next ones is what tells Telegram that these are kept. Each
    bot counts by itself: a cursor of another one says nothing."""
    cursor = cursor if cursor.get("bot") == link.settings.bot else {"bot": link.settings.bot}
    offset = cursor.get("offset")
    fields: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": UPDATES_MOST, "allowed_updates": list(ALLOWED_UPDATES)}
    if isinstance(offset, int):
        fields["offset"] = offset
    try:
        told = await _call(link, Request("getUpdates", fields), seconds=POLL_SECONDS + 15.0)
    except SendError as error:
        if error.code != "conflict":
            raise
        if "webhook" not in error.detail.lower():
            # Another process asks: our own from before, for some seconds, or somebody else with the same token.
            raise SendError("retry", "poll_conflict", error.detail) from None
        await teardown(link)
        return Polled(cursor)
    updates = told if isinstance(told, list) else []
    numbers = [one.get("update_id") for one in updates if isinstance(one, Mapping)]
    known = [one for one in numbers if isinstance(one, int) and not isinstance(one, bool)]
    following = {**cursor, "offset": max(known) + 1} if known else cursor
    return Polled(following, inbound.events(updates, link.settings.bot))


async def setup(link: Telegram) -> None:
    """Tell Telegram where to send updates, with the secret that proves them; or, for polling, to send them nowhere."""
    if link.settings.receiving == "poll":
        await teardown(link)
        return
    fields = {
        "url": link.hook_url,
        "secret_token": link.settings.webhook_secret,
        "allowed_updates": list(ALLOWED_UPDATES),
    }
    await _call(link, Request("setWebhook", fields))


async def teardown(link: Telegram) -> None:
    """Let Telegram keep updates, and send us none."""
    await _call(link, Request("deleteWebhook", {"drop_pending_updates": False}))


async def health(link: Telegram) -> ChannelHealth:
    """Whether the token is good, and updates come here."""
    try:
        bot = await _call(link, Request("getMe", {}))
    except SendError as error:
        if error.code != "token":
            raise
        return ChannelHealth((Finding("token", ok=False, detail=error.detail),))
    if not isinstance(bot, Mapping) or not isinstance(bot.get("id"), int):
        return ChannelHealth((Finding("token", ok=False, detail="getMe: not a bot"),))
    told = await _call(link, Request("getWebhookInfo", {}))
    hook = _hook(link, told if isinstance(told, Mapping) else {})
    username = bot.get("username")
    who = f"@{username}" if isinstance(username, str) and username else str(bot.get("first_name") or "")
    return ChannelHealth((Finding("token", ok=True), *hook), who or None, str(bot["id"]))


def _hook(link: Telegram, told: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What is wrong with the way of updates to us."""
    url = told.get("url") if isinstance(told.get("url"), str) else ""
    if link.settings.receiving == "poll":
        if url and url != link.hook_url:
            return (Finding("webhook_elsewhere", ok=False, detail=_host(str(url))),)
        return (Finding("webhook", ok=not url),)
    if url != link.hook_url:
        return (Finding("webhook_elsewhere" if url else "webhook", ok=False, detail=_host(str(url))),)
    allowed = told.get("allowed_updates")
    if not isinstance(allowed, list) or not set(ALLOWED_UPDATES) <= {str(one) for one in allowed}:
        return (Finding("webhook", ok=False, detail="allowed_updates"),)
    waiting, fault = told.get("pending_update_count"), told.get("last_error_message")
    if isinstance(fault, str) and isinstance(waiting, int) and waiting > 0:
        if "401" in fault or "403" in fault:
            # Our secret was renewed, and Telegram still tells the one before.
            return (Finding("webhook", ok=False, detail=fault),)
        return (Finding("webhook", ok=True), Finding("webhook_error", ok=False, detail=fault, grave=False))
    return (Finding("webhook", ok=True),)


def _host(url: str) -> str:
    """Only the host: in the address may stand a secret of whoever has the bot now."""
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


# ── Calls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _call(link: Telegram, what: Request, *, once: bool = False, seconds: float = 20.0) -> Any:
    """The result of a call. `once`: a second one would show twice."""
    url = f"{link.settings.base_url}/bot{link.settings.token}/{what.method}"
    headers, content = form_of(link, what)
    limit = UPLOAD_SECONDS if what.files else seconds
    answer = await call(link.http, "POST", url, headers, content, once=once, seconds=limit)
    if answer.status != 200:
        raise classify(answer.status, answer.headers, answer.body)
    told = answer.told()
    if told is None or "ok" not in told:
        raise SendError("uncertain" if once else "retry", "answer_unexpected", "not an answer of the Bot API")
    if told["ok"] is not True:
        raise classify(answer.status, answer.headers, answer.body)
    return told.get("result")
