"""Files between us and providers, in streams: what came in is fetched at once, what goes out is lent by address.

A fetched address must be at a host that the kind names, never in private space (egress), within the live chat's limit.
"""

import base64
import hmac
import mimetypes
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import httpx

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.egress import Denied, Egress
from deskbell.base.secrets import Keeper
from deskbell.channels.messages import OutboundFile, SendError
from deskbell.files import service as files
from deskbell.files.file_names import extension
from deskbell.files.store import Store
from deskbell.rights.actor import SYSTEM

LENT_MOST = timedelta(days=30)
KEPT_MOST = 64 * 1024 * 1024
REDIRECTS_MOST = 3
PURPOSE = "files-lent-to-providers"


class OurFiles:
    """`contract.Files` over the room of files."""

    def __init__(self, db: Database, store: Store, keeper: Keeper, public_url: str) -> None:
        self._db = db
        self._store = store
        self._keeper = keeper
        self._public_url = public_url

    async def open_file(self, file: OutboundFile) -> AsyncIterator[bytes]:
        found = await files.get_file(self._db, file.id)
        if found is None:
            raise SendError("permanent", "file_gone")
        async for chunk in await self._store.open(found.key):
            yield chunk

    def file_url(self, file: OutboundFile, *, hours: int = 1) -> str:
        expires = int((clock.now() + min(timedelta(hours=hours), LENT_MOST)).timestamp())
        signature = signature_of(self._keeper, file.id, expires)
        return f"{self._public_url}/hooks/files/{file.id}/{expires}/{signature}/{lent_name(file.name)}"

    async def keep(self, name: str, media_type: str, chunks: AsyncIterator[bytes]) -> UUID:
        kept = await files.receive(self._db, self._store, SYSTEM, name, chunks, KEPT_MOST)
        return kept.id


def lent_name(name: str) -> str:
    """What stands at the end of an address: nothing of the name but its ending, which some providers go by."""
    kind = extension(name)
    return f"file.{kind}" if kind.isascii() and kind.isalnum() else "file"


def is_lent_name(name: str, of: str, media_type: str) -> bool:
    """Whether an address of this file may end so: in its own ending, or in one that its kind goes by, which some
    providers want (Viber: .jpeg)."""
    return name == lent_name(of) or (name.startswith("file.") and mimetypes.guess_type(name)[0] == media_type)


def signature_of(keeper: Keeper, file_id: UUID, expires: int) -> str:
    """Proves that we lent this file until then."""
    digest = hmac.digest(keeper.derive(PURPOSE), f"{file_id}|{expires}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_lent(keeper: Keeper, file_id: UUID, expires: int, signature: str) -> bool:
    """Whether this address is ours and still good."""
    left = expires - clock.now().timestamp()
    expected = signature_of(keeper, file_id, expires)
    return 0 < left <= LENT_MOST.total_seconds() and hmac.compare_digest(expected.encode(), signature.encode())


class CannotFetch(Exception):
    """A file will not come: `code` says why in one of our words (`channel.file_<code>`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def fetch(
    http: httpx.AsyncClient, egress: Egress, url: str, hosts: Sequence[str], headers: dict[str, str] | None = None
) -> AsyncIterator[bytes]:
    """The bytes at an address of a provider. `hosts`: exact names, or `*.example.com`. Redirects are followed to these
    hosts alone. Raises CannotFetch (`gone`, `refused`), httpx.HTTPError."""
    for _ in range(REDIRECTS_MOST + 1):
        check_address(egress, url, hosts)
        try:
            async with http.stream("GET", url, headers=headers) as answer:
                if answer.is_redirect:
                    url = urljoin(url, answer.headers.get("location", ""))
                    continue
                if answer.status_code in (403, 404, 410):
                    raise CannotFetch("gone")
                answer.raise_for_status()
                async for chunk in answer.aiter_bytes():
                    yield chunk
                return
        except (Denied, httpx.InvalidURL):
            raise CannotFetch("refused") from None
    raise CannotFetch("refused")


def check_address(egress: Egress, url: str, hosts: Sequence[str]) -> None:
    """https to a host that is named; plain http only to an address that was opened by hand."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise CannotFetch("refused") from None
    if parts.username or parts.password or not host:
        raise CannotFetch("refused")
    if parts.scheme != "https" and not (parts.scheme == "http" and egress.opened_by_hand(host)):
        raise CannotFetch("refused")
    if not any(_is_host(host, one.lower()) for one in hosts):
        raise CannotFetch("refused")


def _is_host(host: str, named: str) -> bool:
    return host == named or (named.startswith("*.") and host.endswith(named[1:]))
