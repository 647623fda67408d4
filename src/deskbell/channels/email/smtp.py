"""Handing one letter to an SMTP server, in pieces, and telling what became of it.

The one moment that matters: once the last line of the letter has left, and until the server answers, nobody knows
whether it was taken. A cut before is another try, a cut there is uncertain (RFC 5321, 4.5.3.2.6).
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from socket import socket
from typing import cast

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from deskbell.channels.email.outbound import Envelope
from deskbell.channels.messages import SendError

CALL_SECONDS = 15.0
TAKEN_SECONDS = 30.0
"""How long a server may think about a letter it has; less than the engine gives a whole call."""
WAITING_MOST = 512 * 1024
LATER_SECONDS = 60.0

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

Login = Callable[[SMTP], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handed:
    """What the server took: `refused` recipients with its words, besides those it took."""

    refused: dict[str, str]


async def opened(given: socket, host: str, security: str, tls: ssl.SSLContext, login: Login) -> SMTP:
    """Greet, encrypt, sign in. Raises SendError: `channel_broken` where we are not let in, else `retry`."""
    client = SMTP(
        hostname=host,
        sock=given,
        use_tls=security == "tls",
        start_tls=False,
        tls_context=tls,
        timeout=CALL_SECONDS,
        local_hostname="deskbell",
    )
    try:
        await client.connect()
        if security == "starttls":
            await client.starttls(server_hostname=host, tls_context=tls)
        await login(client)
    except SMTPAuthenticationError as fault:
        client.close()
        kind = "retry" if fault.code < 500 else "channel_broken"
        raise SendError(kind, "smtp", _words(fault)) from None  # type: ignore[arg-type]
    except ssl.SSLError as fault:
        client.close()
        given.close()
        raise SendError("channel_broken", "smtp_certificate", str(fault)[:300]) from None
    except (SMTPException, OSError, TimeoutError, ValueError) as fault:
        client.close()
        given.close()
        raise SendError("retry", "unreachable", str(fault)[:300]) from None
    return client


async def hand_over(client: SMTP, envelope: Envelope, pieces: AsyncIterator[bytes]) -> Handed:
    """Give the letter to the server. Raises SendError for every outcome but taken."""
    refused: dict[str, str] = {}
    last: SMTPResponseException | None = None
    try:
        await client.mail(envelope.sender)
        for recipient in envelope.recipients:
            try:
                await client.rcpt(recipient)
            except SMTPRecipientRefused as fault:
                refused[recipient], last = _words(fault), fault
        if last is not None and (len(refused) == len(envelope.recipients) or envelope.recipients[0] in refused):
            raise _refusal(last)
        answer = await client.execute_command(b"DATA")
        if answer.code != 354:
            raise _refusal(SMTPResponseException(answer.code, answer.message))
        await _write(client, pieces)
    except SMTPSenderRefused as fault:
        raise _refusal(fault, of_mailbox=True) from None
    except (SMTPException, OSError, TimeoutError) as fault:
        raise SendError("retry", "connection_lost", str(fault)[:300]) from None
    return await _taken(client, refused)


async def _write(client: SMTP, pieces: AsyncIterator[bytes]) -> None:
    """The letter itself, lines that begin with a dot doubled; what the server does not read yet is waited for."""
    # uvloop's transports are none of asyncio's classes: what it is cannot be asked of it.
    transport = cast(asyncio.WriteTransport | None, client.transport)
    if transport is None:
        raise OSError("the connection is closed")
    before = b"\r\n"
    async for piece in pieces:
        stuffed = (before + piece).replace(b"\r\n.", b"\r\n..")[len(before) :]
        before = piece[-2:] if len(piece) > 1 else (before + piece)[-2:]
        if transport.is_closing():
            raise OSError("the server closed the connection")
        transport.write(stuffed)
        deadline = asyncio.get_running_loop().time() + CALL_SECONDS
        while transport.get_write_buffer_size() > WAITING_MOST:
            if transport.is_closing() or asyncio.get_running_loop().time() > deadline:
                raise OSError("the server stopped reading")
            await asyncio.sleep(0.01)
    if before != b"\r\n":
        transport.write(b"\r\n")
    if transport.is_closing():
        raise OSError("the server closed the connection")


async def _taken(client: SMTP, refused: dict[str, str]) -> Handed:
    """The end of the letter, and the answer to it."""
    try:
        answer = await client.execute_command(b".", timeout=TAKEN_SECONDS)
    except (SMTPException, OSError, TimeoutError) as fault:
        raise SendError("uncertain", "cut_after_data", str(fault)[:300]) from None
    if answer.code != 250:
        raise _refusal(SMTPResponseException(answer.code, answer.message))
    return Handed(refused)


def _refusal(fault: SMTPResponseException, of_mailbox: bool = False) -> SendError:
    """A refusal in words: 4xx is another time (greylisting says so), 5xx is no. Security (5.7.0) is the mailbox's
    trouble before there is a recipient; later it is this letter's: what it holds, or to whom it goes."""
    words = _words(fault)
    found = _ENHANCED.search(words)
    code = found.group(1) if found else str(fault.code)
    if fault.code < 500:
        return SendError("retry", code, words, retry_after=LATER_SECONDS if fault.code == 421 else None)
    if fault.code in (530, 535) or (of_mailbox and code == "5.7.0"):
        return SendError("channel_broken", "smtp", words)
    return SendError("permanent", code, words)


def _words(fault: SMTPResponseException) -> str:
    return f"{fault.code} {' '.join(str(fault.message).split())}"[:300]
