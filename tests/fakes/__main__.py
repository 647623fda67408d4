"""The outside world for the demo: a Telegram, a Viber, a LINE, another system and a mail system on this machine, each
with a telephone in the browser. `make outside`, or

    python -m tests.fakes [--port 8190] [--without-mail]

Nothing leaves the machine. Ctrl-C ends it.
"""

import argparse
import asyncio
import contextlib
import html
import signal
import sys
from collections.abc import Mapping

from tests.fakes.labels import label
from tests.fakes.line import Line
from tests.fakes.line_phone import LineByHand
from tests.fakes.mail_phone import MailByHand
from tests.fakes.phone import Phone
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_phone import TelegramByHand
from tests.fakes.viber import Viber
from tests.fakes.viber_phone import ViberByHand
from tests.fakes.web import Answer, Asked, Web
from tests.fakes.webhook_phone import PeerByHand

Entered = Mapping[str, str]
KINDS = {"Telegram": "telegram", "Viber": "viber", "LINE": "line", "API channel": "webhook", "E-mail": "email"}


async def main(port: int, with_mail: bool) -> None:
    """Start all, say what to enter, and wait."""
    async with contextlib.AsyncExitStack() as stack:
        shown: list[tuple[str, str, Entered]] = []
        telegram = Telegram(pace=1.0)
        telegram.more = Phone(TelegramByHand(telegram)).answer
        base = await telegram.start(port + 1)
        stack.push_async_callback(telegram.stop)
        shown.append(("Telegram", base, {"token": telegram.token, "base_url": base, "media_base_url": base}))
        viber = Viber(pace=1.0)
        viber.more = Phone(ViberByHand(viber)).answer
        base = await viber.start(port + 2)
        stack.push_async_callback(viber.stop)
        shown.append(("Viber", base, {"token": viber.token, "sender_name": "Town shop", "base_url": base}))
        peer = PeerByHand()
        base = await peer.start(port + 3)
        stack.push_async_callback(peer.stop)
        shown.append(("API channel", base, {"url": peer.url}))
        line = Line(pace=1.0)
        line.more = Phone(LineByHand(line)).answer
        base = await line.start(port + 5)
        stack.push_async_callback(line.stop)
        entered = {"channel_secret": line.secret, "access_token": line.token, "base_url": base, "media_base_url": base}
        shown.append(("LINE", base, entered))
        if with_mail:
            await _mail(stack, port + 4, shown)
        page = Web(lambda asked: _index(asked, shown))
        front = await page.start(port)
        stack.push_async_callback(page.stop)
        _say(_words(front, shown))
        ended = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, ended.set)
        await ended.wait()


async def _mail(stack: contextlib.AsyncExitStack, port: int, shown: list[tuple[str, str, Entered]]) -> None:
    """A real Postfix and Dovecot, where this machine has them."""
    mail = MailByHand()
    try:
        base = await mail.start(port)
    except Exception as fault:
        _say(f"E-mail stays away: {fault}")
        return
    stack.push_async_callback(mail.stop)
    shown.append(("E-mail", base, mail.entered()))


async def _index(_asked: Asked, shown: list[tuple[str, str, Entered]]) -> Answer:
    parts = []
    for name, address, entered in shown:
        rows = "".join(
            f"<dt>{html.escape(label(KINDS[name], field))}</dt><dd><textarea readonly onfocus=this.select()"
            f" rows={min(4, value.count(chr(10)) + 1)}>{html.escape(value)}</textarea></dd>"
            for field, value in entered.items()
        )
        parts.append(f'<h2>{name}</h2><p><a href="{address}/">Telephones of Eva and Fred</a></p><dl>{rows}</dl>')
    style = (
        "body{font:15px system-ui;max-width:40rem;margin:2rem auto}textarea{width:100%}:root{color-scheme:light dark}"
    )
    title = "The outside world"
    told = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{style}</style><h1>{title}</h1>"
        "<p>In the demo workspace, as Dmitri: Settings → Live chats → a live chat → Add a channel. Enter this, and"
        f" connect. Then write as Eva.</p>{''.join(parts)}"
    )
    return Answer(200, told.encode(), "text/html; charset=utf-8")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _words(front: str, shown: list[tuple[str, str, Entered]]) -> str:
    lines = [f"The outside world stands. What to enter at the desk: {front}/", ""]
    for name, address, entered in shown:
        lines.append(f"{name:12} telephones {address}/")
        lines += [
            f"{'':12} {label(KINDS[name], field)}: {value if chr(10) not in value else f'see {front}/'}"
            for field, value in entered.items()
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The outside world for the demo.")
    parser.add_argument("--port", type=int, default=8190, help="of the first page; the next five are taken too")
    parser.add_argument("--without-mail", action="store_true")
    told = parser.parse_args()
    asyncio.run(main(told.port, not told.without_mail))
