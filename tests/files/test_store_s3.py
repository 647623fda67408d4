"""A bucket keeps whole objects and hands them out like the folder does; when it does not answer, nothing is lost.

The bucket here is the test's own: as much of S3's HTTP as one object after another needs.
"""

import re
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.files import service
from deskbell.files.store import BytesMissing, FolderStore, new_file_key, open_store
from deskbell.files.store_s3 import BucketStore
from deskbell.rights.actor import Actor
from deskbell.settings import Settings, SettingsError


class Bucket:
    """`objects` by path; `failing`: every answer is 503; `signed`: whether each request was."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.failing = False
        self.signed = True
        self.url = ""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """The bucket, listening on a free port of this machine."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "town")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "quiet harbour lantern")
    bucket = Bucket()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Silent: the tests say what they saw."""

        def say(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"tag"')
            self.send_header("Last-Modified", "Sun, 01 Mar 2026 12:00:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def heard(self) -> tuple[str, dict[str, list[str]], bytes] | None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            bucket.signed &= self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
            if bucket.failing:
                self.say(503)
                return None
            parts = urlsplit(self.path)
            return parts.path, parse_qs(parts.query, keep_blank_values=True), body

        def do_PUT(self) -> None:
            heard = self.heard()
            if heard:
                path, query, body = heard
                (bucket.parts if "uploadId" in query else bucket.objects)[
                    path + "".join(f"#{int(number):05}" for number in query.get("partNumber", []))
                ] = body
                self.say(200)

        def do_POST(self) -> None:
            heard = self.heard()
            if heard:
                path, query, body = heard
                if "delete" in query:
                    keys = re.findall(r"<Key>([^<]+)</Key>", body.decode())
                    for key in keys:
                        bucket.objects.pop(f"{path.rstrip('/')}/{key}", None)
                    gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                    self.say(200, f"<DeleteResult>{gone}</DeleteResult>".encode())
                    return
                if "uploads" in query:
                    self.say(200, _xml("InitiateMultipartUploadResult", UploadId="one"))
                    return
                whole = b"".join(bucket.parts[name] for name in sorted(bucket.parts) if name.startswith(path))
                bucket.objects[path] = whole
                self.say(200, _xml("CompleteMultipartUploadResult", ETag='"tag"'))

        def do_GET(self) -> None:
            heard = self.heard()
            if heard:
                body = bucket.objects.get(heard[0])
                asked = self.headers.get("Range")
                if body is None:
                    self.say(404)
                elif asked:
                    start, _, end = asked.removeprefix("bytes=").partition("-")
                    part = body[int(start) : int(end) + 1 if end else None]
                    last = int(start) + len(part) - 1
                    self.say(206, part, Content_Range=f"bytes {start}-{last}/{len(body)}")
                else:
                    self.say(200, body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    bucket.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _xml(kind: str, **values: str) -> bytes:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f"<?xml version='1.0'?><{kind}><Bucket>b</Bucket><Key>k</Key>{inner}</{kind}>".encode()


@pytest.fixture
def remote(bucket: Bucket, tmp_path: Path) -> BucketStore:
    url = f"s3://town/deskbell?endpoint={bucket.url}&region=harbour-1"
    store = open_store(Settings(data=tmp_path, s3_url=url))
    assert isinstance(store, BucketStore)
    store.staging.mkdir(parents=True)
    return store


async def once(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def read(store: BucketStore, key: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await store.open(key, start, length)])


@pytest.mark.parametrize("size", [1, 1_000, 11_000_000])
async def test_what_is_put_comes_back_whole_and_in_parts(remote: BucketStore, bucket: Bucket, size: int) -> None:
    body = bytes(number % 251 for number in range(1000)) * (size // 1000) or b"x"
    staged, key = remote.staging / "one", new_file_key()
    staged.write_bytes(body)
    await remote.put(staged, key)
    assert bucket.signed
    assert list(bucket.objects) == [f"/town/deskbell/{key}"]
    assert await read(remote, key) == body
    assert await read(remote, key, 0, 1) == body[:1]
    if size > 1:
        assert await read(remote, key, 10, 100) == body[10:110]
        assert await read(remote, key, 990) == body[990:]


async def test_what_is_deleted_is_missing_and_may_be_deleted_again(remote: BucketStore, bucket: Bucket) -> None:
    staged, key = remote.staging / "one", new_file_key()
    staged.write_bytes(b"x")
    await remote.put(staged, key)
    for _ in range(2):
        await remote.delete(key)
    assert bucket.objects == {}
    with pytest.raises(BytesMissing):
        await remote.open(key)


async def test_an_upload_goes_to_the_bucket_and_leaves_nothing_on_disk(
    db: Database, remote: BucketStore, bucket: Bucket, eva: Actor
) -> None:
    file = await service.receive(db, remote, eva, "notes.txt", once(b"Hello"), 100)
    assert bucket.objects == {f"/town/deskbell/{file.key}": b"Hello"}
    assert list(remote.staging.iterdir()) == []


async def test_a_bucket_that_fails_is_said_to_be_unavailable_and_no_row_appears(
    db: Database, remote: BucketStore, bucket: Bucket, eva: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.failing = True
    for deed in (
        service.receive(db, remote, eva, "notes.txt", once(b"Hello"), 100),
        remote.open(new_file_key()),
        remote.delete(new_file_key()),
    ):
        with pytest.raises(Refusal) as refused:
            await deed
        assert (refused.value.code, refused.value.status) == ("storage_unavailable", 503)
    row = await db.first(service.SQL.waiting_files, owner_kind=eva.kind, owner_id=eva.id)
    assert row is not None
    assert row["files"] == 0
    assert list(remote.staging.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["https://town", "s3://", "town", "s3://town?password=x", "s3:///prefix"],
)
def test_an_address_of_another_form_is_refused_in_words(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="S3_URL"):
        open_store(Settings(data=tmp_path, s3_url=url))


def test_without_an_address_files_stand_in_the_data_folder(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path))
    assert isinstance(store, FolderStore)
    assert store.folder == tmp_path / "files"
