"""What a kind of channel declares of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deskbell.live_chats.model import Channel


@dataclass(frozen=True, slots=True)
class Addresses:
    """What an administrator needs to use the channel: a snippet to paste, and the address of its frame."""

    snippet: str
    frame_url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel.

    `check_settings` takes what was sent and gives what is stored, whole, or raises validation_failed with a code for
    each field, `settings.<field>`. `addresses` takes the channel and the public address of the installation.
    `signed_identity`: its clients may come with an identity that the site's server signed.
    """

    name: str
    check_settings: Callable[[object], Mapping[str, Any]]
    shown_settings: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    addresses: Callable[[Channel, str], Addresses | None]
    signed_identity: bool = False
