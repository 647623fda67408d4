"""The one way out: what Deskbell asks of other machines on somebody's word goes through here, and never into private
space.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at:
a name that answers otherwise a moment later (rebinding) gains nothing. Redirects are not followed, proxies of the
environment not used. `EGRESS_ALLOW` opens networks by hand.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore
import httpx

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
IDLE_SECONDS = 5.0
POOL_MOST = 8
"""Connections of one pool: what the library does for each request grows with the connections of its pool."""

_DENIED_TEXT = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::1/128",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
)
"""Special-purpose ranges (RFC 6890 and the IANA registries), those that embed IPv4 included."""
_DENIED = [ip_network(one) for one in _DENIED_TEXT]


class Denied(Exception):
    """The address is in private space, and no one opened it."""


class Egress:
    """Which addresses may be asked: all public ones, and the networks of `EGRESS_ALLOW`."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = [ip_network(one) for one in allow]

    def allows(self, address: str) -> bool:
        """Whether this address may be connected to; False for what is none."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return self._in(self._allow, found) or not self._in(_DENIED, found)

    @staticmethod
    def _in(networks: Iterable[Any], address: IPv4Address | IPv6Address) -> bool:
        return any(address.version == network.version and address in network for network in networks)

    def opened_by_hand(self, host: str) -> bool:
        """Whether the host is a literal address of EGRESS_ALLOW: only there plain http is taken."""
        try:
            return self._in(self._allow, ip_address(host.strip("[]")))
        except ValueError:
            return False

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Every address of a host; Denied when a single one may not be asked."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(self.allows(one) for one in addresses):
            raise Denied(host)
        return addresses

    def client(self, connections: int = 10, **more: Any) -> httpx.AsyncClient:
        """An HTTP client whose every connection is looked at first, `connections` at once. Errors: httpx.HTTPError,
        Denied."""
        return httpx.AsyncClient(
            transport=_Transports(self, connections),
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            **more,
        )

    async def connect(self, host: str, port: int) -> socket.socket:
        """A TCP connection to a host, for protocols that are not HTTP (mail); non-blocking. Raises Denied, OSError."""
        loop = asyncio.get_running_loop()
        fault: OSError = OSError(host)
        for address in await asyncio.wait_for(self.addresses(host, port), CONNECT_SECONDS):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            opened = socket.socket(family, socket.SOCK_STREAM)
            opened.setblocking(False)
            try:
                await asyncio.wait_for(loop.sock_connect(opened, (address, port)), CONNECT_SECONDS)
            except OSError as refused:
                opened.close()
                fault = refused
            except BaseException:
                opened.close()
                raise
            else:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                return opened
        raise fault


class _Transports(httpx.AsyncBaseTransport):
    """As many small pools as the connections ask for. The first that has room is taken, so that few calls at once
    find the connections that are open already."""

    def __init__(self, egress: Egress, connections: int) -> None:
        tls = httpx.create_ssl_context(trust_env=False)
        counts = [min(POOL_MOST, connections - begun) for begun in range(0, connections, POOL_MOST)]
        self._under = [_Transport(egress, tls, count) for count in counts]
        self._places = asyncio.Semaphore(connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                await self._places.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("too many calls at once", request=request) from None
        under = next(one for one in self._under if one.busy < one.most)
        under.busy += 1
        try:
            response = await under.handle_async_request(request)
        except BaseException:
            self._leave(under)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Answer(response.stream, lambda: self._leave(under))
        return response

    def _leave(self, under: "_Transport") -> None:
        """A call is over."""
        under.busy -= 1
        self._places.release()

    async def aclose(self) -> None:
        for under in self._under:
            await under.aclose()


class _Answer(httpx.AsyncByteStream):
    """What is read of an answer; its connection is busy until it is closed, and `over` told once."""

    def __init__(self, stream: httpx.AsyncByteStream, over: Callable[[], None]) -> None:
        self._stream = stream
        self._over: Callable[[], None] | None = over

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        over, self._over = self._over, None
        try:
            await self._stream.aclose()
        finally:
            if over is not None:
                over()


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's own, with our way of connecting beneath; the name in the URL stays what TLS is checked against. `busy`:
    calls that it has in hand, `most` at once."""

    def __init__(self, egress: Egress, tls: ssl.SSLContext, connections: int) -> None:
        super().__init__(verify=tls, trust_env=False)
        self.busy, self.most = 0, connections
        # A connection that lay idle for long may be cut at the other end just when something is said on it.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=_Backend(egress),
        )


class _Backend(httpcore.AsyncNetworkBackend):
    """Connects to an address that was looked at, never to a name."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress
        self._under = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await asyncio.wait_for(self._egress.addresses(host, port), timeout)
        except (OSError, TimeoutError) as fault:
            raise httpcore.ConnectError(str(fault)) from None
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                return await self._under.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                if last == 0:
                    raise
        raise httpcore.ConnectError(host)

    async def connect_unix_socket(self, *_args: Any, **_more: Any) -> httpcore.AsyncNetworkStream:
        raise Denied("unix socket")

    async def sleep(self, seconds: float) -> None:
        await self._under.sleep(seconds)
