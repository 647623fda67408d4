"""Exact web origins, as a browser writes them in `Origin` and as they may stand in `frame-ancestors`."""

import re
from urllib.parse import urlsplit

import idna

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAnOrigin(Exception):
    """`code`: not_an_origin, wildcard or has_path."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def exact_origin(text: str) -> str:
    """`HTTPS://Shop.Example:443/` → `https://shop.example`; raises NotAnOrigin.

    Scheme and host in small letters, names beyond ASCII in the form browsers send (UTS #46, Punycode), the scheme's own
    port left out (RFC 6454 §6.2). One trailing slash is forgiven; a path, a query, a user or a wildcard is not.
    IPv6 addresses are refused because `frame-ancestors` cannot name them (CSP3, host-source).
    """
    text = text.strip()
    if "*" in text:
        raise NotAnOrigin("wildcard")
    if re.search(r"[\s\\'\";,@\x00-\x1f\x7f]", text):
        raise NotAnOrigin("not_an_origin")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise NotAnOrigin("not_an_origin") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0:
        raise NotAnOrigin("not_an_origin")
    if parts.path not in ("", "/") or "?" in text or "#" in text:
        raise NotAnOrigin("has_path")
    host = _ascii_host(parts.hostname)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _ascii_host(host: str) -> str:
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            raise NotAnOrigin("not_an_origin") from None
    if not _HOST.match(host):
        raise NotAnOrigin("not_an_origin")
    return host
