"""The only file that speaks with Viber. Every failure leaves it as a SendError."""

import json
from typing import Any

import httpx

from deskbell.channels.calling import call
from deskbell.channels.contract import ChannelHealth, Finding, Link
from deskbell.channels.messages import Attempt, OutboundMessage, SendError, SendResult
from deskbell.channels.viber.model import EVENTS, Settings
from deskbell.channels.viber.outbound import classify, request

Viber = Link[Settings]


async def send(link: Viber, part: OutboundMessage, _attempt: Attempt) -> SendResult:
    """Send one part. Viber cannot tell a second send from the first."""
    told = await _call(link, "send_message", request(part, link.settings, link.files.file_url), once=True)
    token = told.get("message_token")
    if not isinstance(token, int | str) or not str(token):
        raise SendError("uncertain", "answer_unexpected", "no message_token in the answer")
    return SendResult((str(token),))


async def setup(link: Viber) -> None:
    """Tell Viber where to send callbacks. It calls that address while it is being told, and wants its 200."""
    fields = {"url": link.hook_url, "event_types": list(EVENTS), "send_name": True, "send_photo": True}
    await _call(link, "set_webhook", fields)


async def teardown(link: Viber) -> None:
    """Let Viber send callbacks nowhere."""
    await _call(link, "set_webhook", {"url": ""})


async def health(link: Viber) -> ChannelHealth:
    """Whether the token is good, and callbacks come here."""
    try:
        told = await _call(link, "get_account_info", {})
    except SendError as error:
        if error.code != "token":
            raise
        return ChannelHealth((Finding("token", ok=False, detail=error.detail),))
    hook, who, account = told.get("webhook"), told.get("name"), told.get("id")
    found = [Finding("token", ok=True)]
    if hook and hook != link.hook_url:
        found.append(Finding("webhook_elsewhere", ok=False, detail=_host(str(hook))))
    else:
        asked = told.get("event_types")
        whole = not isinstance(asked, list) or set(EVENTS) <= {str(one) for one in asked}
        found.append(Finding("webhook", ok=bool(hook) and whole))
    return ChannelHealth(tuple(found), str(who) if who else None, str(account) if account else None)


def _host(url: str) -> str:
    """Only the host: in the address may stand a secret of whoever has the bot now."""
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


async def _call(link: Viber, method: str, fields: dict[str, Any], *, once: bool = False) -> dict[str, Any]:
    """The answer to a call, whose `status` is 0."""
    headers = {"content-type": "application/json", "x-viber-auth-token": link.settings.token}
    content = json.dumps(fields, ensure_ascii=False).encode()
    answer = await call(link.http, "POST", f"{link.settings.base_url}/pa/{method}", headers, content, once=once)
    told = answer.told()
    if answer.status != 200:
        raise classify(answer.status, told or {})
    if told is None or not isinstance(told.get("status"), int):
        raise SendError("uncertain" if once else "retry", "answer_unexpected", "not an answer of Viber's")
    if told["status"] != 0:
        raise classify(answer.status, told)
    return told
