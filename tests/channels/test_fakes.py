"""The fakes are as strict as the providers they stand for: what these would refuse, they refuse."""

from typing import Any

import pytest
from tests.fakes.line import Line
from tests.fakes.line import Refused as LineRefused
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_calls import PHOTO_MOST
from tests.fakes.telegram_calls import Refused as TelegramRefused
from tests.fakes.telegram_methods import mistakes
from tests.fakes.viber import Refused as ViberRefused
from tests.fakes.viber import Viber
from tests.fakes.web import Answer, Part, Web


def album(kind: str, **more: Any) -> dict[str, Any]:
    parts = {name: Part(b"bytes", "a.bin") for name in ("a", "b")}
    media = [{"type": kind, "media": f"attach://{name}"} | more for name in parts]
    return {"chat_id": 5, "media": media, **parts}


@pytest.mark.parametrize(
    ("kind", "more", "taken"),
    [
        ("photo", {"has_spoiler": True}, True),
        ("document", {"caption": "Two", "disable_content_type_detection": True}, True),
        ("document", {"has_spoiler": True}, False),
        ("document", {"width": 5}, False),
        ("photo", {"duration": 5}, False),
        ("audio", {"supports_streaming": True}, False),
        ("sticker", {}, False),
    ],
)
def test_each_kind_in_an_album_of_telegram_has_its_own_fields(kind: str, more: dict[str, Any], taken: bool) -> None:
    assert (mistakes("sendMediaGroup", album(kind, **more)) == []) is taken


async def test_a_picture_in_an_album_is_no_larger_than_one_by_itself() -> None:
    telegram = Telegram()
    eva = telegram.person("Eva")
    call = album("photo") | {"chat_id": eva.id, "b": Part(bytes(PHOTO_MOST + 1), "b.png")}
    with pytest.raises(TelegramRefused):
        await telegram._sendMediaGroup(call)


async def test_no_provider_sends_webhooks_without_https() -> None:
    open_address, bare = "https://desk.example/hooks/x", "http://desk.example/hooks/x"
    telegram, viber, line = Telegram(), Viber(), Line()
    viber.handshake = False
    await telegram._setWebhook({"url": open_address})
    await viber._set_webhook({"url": open_address})
    await line._set_endpoint({"endpoint": open_address})
    with pytest.raises(TelegramRefused):
        await telegram._setWebhook({"url": bare})
    with pytest.raises(ViberRefused):
        await viber._set_webhook({"url": bare})
    with pytest.raises(LineRefused):
        await line._set_endpoint({"endpoint": bare})


async def test_viber_takes_no_picture_of_more_than_a_megabyte() -> None:
    async def lent(_asked: Any) -> Answer:
        return Answer(200, bytes(2**20 + 1), "image/png")

    web, viber = Web(lent), Viber()
    eva, base = viber.person("Eva"), await web.start()
    try:
        call = {"receiver": eva.id, "sender": {"name": "Shop"}, "type": "picture", "text": "", "media": f"{base}/p.png"}
        with pytest.raises(ViberRefused):
            await viber._send(call)
    finally:
        await web.stop()
    assert eva.heard() == []
