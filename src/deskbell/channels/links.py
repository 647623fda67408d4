"""A channel's way to its provider: its settings opened, an HTTP client that never enters private space, our files."""

from typing import Any

import httpx

from deskbell.base.egress import Egress
from deskbell.base.secrets import Keeper
from deskbell.channels import credentials
from deskbell.channels.contract import Files, Kind, Limits, Link, Outside
from deskbell.channels.fields import shown
from deskbell.channels.registry import KINDS
from deskbell.live_chats.model import Channel

CONNECTIONS = 200


class Links:
    """Makes the Link of any channel; one HTTP client for all, so that connections are kept between calls."""

    def __init__(self, keeper: Keeper, egress: Egress, files: Files, public_url: str) -> None:
        self._keeper = keeper
        self._egress = egress
        self._files = files
        self._public_url = public_url
        self._http: httpx.AsyncClient | None = None

    def to(self, channel: Channel) -> Link[Any]:
        """The way to this channel's provider. Raises SecretUnreadable."""
        outside = outside_of(channel)
        assert outside is not None
        return Link(
            channel.id,
            self.settings_of(channel),
            self.http,
            self._egress,
            self._files,
            f"{self._public_url}/hooks/{channel.key}",
        )

    def settings_of(self, channel: Channel) -> Any:
        """The kind's own settings, secrets included. Raises SecretUnreadable."""
        outside = outside_of(channel)
        assert outside is not None
        # What was left open has the kind's own default.
        values = {name: value for name, value in shown(outside.fields, channel.settings).items() if value is not None}
        opened = credentials.secrets_of(self._keeper, channel)
        values |= {one.name: opened.get(one.name, one.default or "") for one in outside.fields if one.type == "secret"}
        return outside.settings(**values)

    @property
    def http(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = self._egress.client(CONNECTIONS)
        return self._http

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None


def outside_of(channel: Channel) -> Outside | None:
    """What the channel's kind brings, where its clients are at a provider."""
    kind: Kind | None = KINDS.get(channel.kind)
    return kind.outside if kind else None


def limits_of(outside: Outside, settings: Any) -> Limits:
    """What fits into one message of a channel with these settings."""
    return outside.limits_of(settings) if outside.limits_of else outside.limits
