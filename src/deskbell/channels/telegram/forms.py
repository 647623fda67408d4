"""A call's body: JSON, or a form whose files are read while they are sent, never held whole."""

import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

from deskbell.channels.contract import Link
from deskbell.channels.messages import OutboundFile
from deskbell.channels.telegram.outbound import Request


def form_of(link: Link[Any], what: Request) -> tuple[dict[str, str], bytes | AsyncIterator[bytes]]:
    """Headers and body of a call."""
    if not what.files:
        return {"content-type": "application/json"}, json.dumps(dict(what.fields), ensure_ascii=False).encode()
    boundary = secrets.token_hex(16)
    texts = b"".join(_head(boundary, f'name="{name}"') + _told(value) + b"\r\n" for name, value in what.fields.items())
    heads = {
        name: _head(boundary, f'name="{name}"; filename="{_quoted(file.name)}"', file.media_type)
        for name, file in what.files.items()
    }
    end = f"--{boundary}--\r\n".encode()
    size = len(texts) + sum(len(heads[name]) + file.size + 2 for name, file in what.files.items()) + len(end)
    headers = {"content-type": f"multipart/form-data; boundary={boundary}", "content-length": str(size)}
    return headers, _stream(link, texts, heads, what.files, end)


async def _stream(link: Link[Any], texts: bytes, heads: Any, files: Any, end: bytes) -> AsyncIterator[bytes]:
    yield texts
    for name, file in files.items():
        yield heads[name]
        held: OutboundFile = file
        async for chunk in link.files.open_file(held):
            yield chunk
        yield b"\r\n"
    yield end


def _head(boundary: str, disposition: str, media_type: str | None = None) -> bytes:
    kind = f"content-type: {media_type}\r\n" if media_type else ""
    return f"--{boundary}\r\ncontent-disposition: form-data; {disposition}\r\n{kind}\r\n".encode()


def _told(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else json.dumps(value, ensure_ascii=False).encode()


def _quoted(name: str) -> str:
    """A file's name as browsers write it into forms: nothing in it ends the header."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
