"""A kind of channel that no provider has: its post is this module, which a test tells how to answer."""

from dataclasses import dataclass, field
from typing import Any

from deskbell.base.egress import Egress
from deskbell.channels.contract import (
    Capability,
    ChannelHealth,
    Field,
    Finding,
    Kind,
    Limits,
    Link,
    Outside,
    SendError,
    SendResult,
)
from deskbell.channels.fields import external_kind

NAME = "pigeon"
FIELDS = (
    Field("token", "secret", required=True, most=100),
    Field("signing", "secret", generated=True, shown_once=True),
    Field("loft", most=40),
    Field("speed", "number", default=10, low=1, high=99),
    Field("breed", "choice", default="racer", choices=("racer", "carrier")),
    Field("rings", "switch", default=True),
    Field("base_url", "url", default="https://pigeons.example", advanced=True),
)


@dataclass(frozen=True)
class Settings:
    token: str
    signing: str = ""
    loft: str | None = None
    speed: int = 10
    breed: str = "racer"
    rings: bool = True
    base_url: str = "https://pigeons.example"


@dataclass
class Post:
    """The provider: accounts by token, where each sends, and what fails now."""

    accounts: dict[str, str] = field(default_factory=lambda: {"coo-coo-coo-1234": "Loft-1"})
    sends_to: dict[str, str] = field(default_factory=dict)
    fails: SendError | Exception | None = None
    asked: int = 0

    async def health(self, link: Link[Any]) -> ChannelHealth:
        self.asked += 1
        if self.fails:
            raise self.fails
        account = self.accounts.get(link.settings.token)
        if account is None:
            return ChannelHealth((Finding("token", ok=False, detail="no such pigeon"),))
        here = self.sends_to.get(account) == link.hook_url
        return ChannelHealth((Finding("token", ok=True), Finding("webhook", ok=here)), f"@{account}", account)

    async def setup(self, link: Link[Any]) -> None:
        if self.fails:
            raise self.fails
        self.sends_to[self.accounts[link.settings.token]] = link.hook_url

    async def teardown(self, link: Link[Any]) -> None:
        if self.fails:
            raise self.fails
        self.sends_to.pop(self.accounts[link.settings.token], None)


async def _send(*_args: Any) -> SendResult:
    return SendResult(("1",))


def pigeons(post: Post) -> Kind:
    """The kind that this post makes."""
    outside = Outside(
        fields=FIELDS,
        settings=Settings,
        capabilities=Capability.TEXT | Capability.EDIT_OUT,
        limits=Limits(text_max=140),
        send=_send,
        health=post.health,
        setup=post.setup,
        teardown=post.teardown,
        receive=lambda _raw, _settings: None,  # type: ignore[arg-type, return-value]
    )
    return external_kind(NAME, outside)


def link(values: dict[str, Any], key: str) -> Link[Settings]:
    """A channel's way to the post, which needs no network."""
    nothing: Any = None
    return Link(nothing, Settings(**values), nothing, Egress(), nothing, f"https://desk.example/hooks/{key}")
