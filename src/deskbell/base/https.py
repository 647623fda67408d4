"""https only: what a browser that came by https is told of the next times."""

from typing import Any

KEEP_TO_HTTPS = (b"strict-transport-security", b"max-age=63072000")
"""Two years, for this host alone: what else stands under the domain is not ours to decide."""


async def keep_to_https(message: Any, _scope: Any) -> None:
    """Put Strict-Transport-Security on every answer, refusals included."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message.get("headers", []), KEEP_TO_HTTPS]
