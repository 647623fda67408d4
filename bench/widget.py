"""What the widget costs a page: requests and bytes on the wire, with the encoding a browser would get."""

import gzip
import re
import urllib.request
from dataclasses import dataclass


@dataclass
class Cost:
    """`bytes`: bodies with gzip; `plain`: as the server sends them where it does not compress."""

    requests: int
    bytes: int


def widget_cost(port: int, key: str) -> tuple[Cost, Cost]:
    """Of the closed launcher (the loader alone), and of opening it (the frame's page and what it asks for at once)."""
    base = f"http://127.0.0.1:{port}"
    loader = len(_fetch(f"{base}/w/{key}/loader.js")[0])
    page, text = _fetch(f"{base}/w/{key}/frame")
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    opened = len(page) + sum(len(_fetch(base + path)[0]) for path in assets)
    return Cost(1, loader), Cost(1 + len(assets), opened)


def page_cost(port: int) -> Cost:
    """Of the floor's page."""
    return Cost(1, len(_fetch(f"http://127.0.0.1:{port}/")[0]))


def _fetch(url: str) -> tuple[bytes, str]:
    """The body with gzip (ours where the server sends it plain), and its text."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
        if answer.headers.get("content-encoding") == "gzip":
            return body, gzip.decompress(body).decode()
        return gzip.compress(body, 9), body.decode()
