"""What a kind of channel declares of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel


@dataclass(frozen=True, slots=True)
class Addresses:
    """What an administrator needs to use the channel: a snippet to paste, and the address of its frame."""

    snippet: str
    frame_url: str


def never(_channel: Channel, _account: Account | None) -> str | None:
    """No session begins here but by a client who writes."""
    return "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel.

    `check_settings` takes what was sent and gives what is stored, whole, or raises validation_failed with a code for
    each field, `settings.<field>`. `addresses` takes the channel and the public address of the installation.
    `edits`, `deletes`: whether what was sent can be changed, or taken back, at the client's while the session is open.
    `signed_identity`: its clients may come with an identity that the site's server signed.
    `can_begin`: why an operator cannot begin a session by this channel (with this account; None: with anybody), a word
    of docs/protocol.md at `cannot_begin`; None when he can. `identity_of`: who is meant by an address that an operator
    typed, or validation_failed; None where only those who wrote before can be written to.
    """

    name: str
    check_settings: Callable[[object], Mapping[str, Any]]
    shown_settings: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    addresses: Callable[[Channel, str], Addresses | None]
    signed_identity: bool = False
    edits: bool = False
    deletes: bool = False
    can_begin: Callable[[Channel, Account | None], str | None] = never
    identity_of: Callable[[str], Identity] | None = None
