"""What a channel's tests give to the contract: its provider, played by a fake, in a handful of verbs.

A channel has `tests/channels/<kind>/harness.py` with `HARNESS`, a function without arguments that makes one of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Failure = Literal["retry", "rate_limited", "blocked", "permanent", "channel_broken", "cut"]
"""How the provider answers the next delivery. `cut`: it takes the message, and its answer is lost."""


@dataclass(frozen=True)
class File:
    """A file that a client sends, or that arrived at one."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Request:
    """A webhook as the provider would send it."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Says:
    """A client writes. `id` is the test's own name of the message; `quotes` that of another."""

    account: str
    id: str
    text: str = ""
    files: Sequence[File] = ()
    quotes: str | None = None


@dataclass(frozen=True)
class Edits:
    """He changes it."""

    account: str
    id: str
    text: str


@dataclass(frozen=True)
class Deletes:
    """He takes it back."""

    account: str
    id: str


@dataclass(frozen=True)
class Gets:
    """His side got, or showed, a message of ours; `arrived` as `Harness.arrived` named it."""

    account: str
    arrived: str
    state: Literal["delivered", "read"]


Happening = Says | Edits | Deletes | Gets


@dataclass(frozen=True)
class Arrived:
    """A message of ours at the client: under the provider's id, in his account, a part a row."""

    id: str
    account: str
    text: str
    files: Sequence[File] = ()
    reply_to: str | None = None


class Harness(Protocol):
    """A provider at hand. Accounts are named `eva` and `fred`; `arrived` tells the same names."""

    async def start(self) -> Mapping[str, Any]:
        """Begin to listen; what an administrator enters into the form."""

    async def stop(self) -> None: ...

    def made(self, shown: Mapping[str, str], hook_url: str) -> None:
        """The channel was made: the secrets that were shown once, and the address for webhooks."""

    async def tell(self, happening: Happening) -> Sequence[Request]:
        """Let it happen at the provider: the webhooks it sends, or none where it has to be asked."""

    def forged(self, request: Request) -> Request:
        """The same from somebody who does not know the secret."""

    def fail(self, how: Failure) -> None:
        """How the next delivery is answered."""

    def arrived(self) -> Sequence[Arrived]:
        """What clients were sent, in order, as it stands there now: edited, and without what was deleted."""

    def misuses(self) -> Sequence[str]:
        """What of our calls was not as the provider's documentation says."""

    def spoil(self) -> None:
        """From now on the provider knows nothing of us: what its health tells then is that it is broken."""
