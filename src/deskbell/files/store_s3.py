"""An S3 bucket as the store, by `S3_URL=s3://bucket/prefix?endpoint=https://host:port&region=name`.

Keys of access come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or from the machine's own role.
`endpoint` names a server that speaks S3 elsewhere than at Amazon; http is taken as written, for one on this machine.
"""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from deskbell.base.errors import Refusal
from deskbell.files.store import CHUNK_BYTES, BytesMissing
from deskbell.settings import SettingsError

RETRY_AFTER_SECONDS = 5
_log = structlog.get_logger()


class BucketStore:
    """Whole objects only: a put that has not ended is not seen by anybody."""

    def __init__(self, url: str, staging: Path) -> None:
        self.staging = staging
        self._bucket = _bucket(url)

    async def put(self, staged: Path, key: str) -> None:
        try:
            await obstore.put_async(self._bucket, key, staged)
        except BaseError as error:
            raise _unavailable("put", error) from None

    async def open(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        try:
            found = await obstore.get_async(self._bucket, key, options=_range(start, length))
        except FileNotFoundError:
            raise BytesMissing(key) from None
        except BaseError as error:
            raise _unavailable("open", error) from None
        return _chunks(found.stream(min_chunk_size=CHUNK_BYTES))

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._bucket, key)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise _unavailable("delete", error) from None


async def _chunks(stream: AsyncIterable[Any]) -> AsyncIterator[bytes]:
    async for chunk in stream:
        yield bytes(chunk)


def _range(start: int, length: int | None) -> Any:
    if length is not None:
        return {"range": (start, start + length)}
    return {"range": {"offset": start}} if start else {}


def _bucket(url: str) -> S3Store:
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = set(asked) - {"endpoint", "region"}
    if parts.scheme != "s3" or not parts.hostname or unknown:
        raise SettingsError("S3_URL: wants s3://bucket/prefix?endpoint=https://host&region=name")
    options: dict[str, Any] = {"region": asked.get("region", "us-east-1")}
    if "endpoint" in asked:
        options["endpoint"] = asked["endpoint"]
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={
            "timeout": timedelta(seconds=60),
            "connect_timeout": timedelta(seconds=5),
            "allow_http": asked.get("endpoint", "").startswith("http://"),
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        **options,
    )


def _unavailable(deed: str, error: Exception) -> Refusal:
    _log.warning("bucket_failed", deed=deed, error=type(error).__name__)
    return Refusal("storage_unavailable", 503, retry_after=RETRY_AFTER_SECONDS)
