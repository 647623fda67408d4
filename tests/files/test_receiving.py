"""An upload is stored whole and judged by its bytes, or nothing of it stays."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.files import service, staging
from deskbell.files.model import File
from deskbell.files.pages import file_page
from deskbell.files.store import BytesMissing, FolderStore, new_file_key
from deskbell.rights.actor import Actor

Upload = Callable[..., Awaitable[File]]
Picture = Callable[..., bytes]
LeftOnDisk = Callable[[], list[Path]]

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


async def read(store: FolderStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in await store.open(key)])


async def waiting(db: Database, actor: Actor) -> int:
    row = await db.first(service.SQL.waiting_files, owner_kind=actor.kind, owner_id=actor.id)
    assert row is not None
    return int(row["files"])


async def test_a_document_is_kept_as_it_came(
    db: Database, store: FolderStore, upload: Upload, eva: Actor, left_on_disk: LeftOnDisk
) -> None:
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 700_000
    file = await upload("../Offer.PDF", body, declared=len(body))
    assert (file.name, file.media_type, file.size) == ("Offer.PDF", "application/pdf", len(body))
    assert file.sha256 == hashlib.sha256(body).digest()
    assert (file.owner_kind, file.owner_id, file.attached_at) == ("account", eva.id, None)
    assert (file.width, file.preview_key) == (None, None)
    assert await read(store, file.key) == body
    path = store.folder / file.key[:2] / file.key[2:4] / file.key
    assert left_on_disk() == [path]
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert await service.get_file(db, file.id) == file
    page = file_page(file)
    assert (page.id, page.name, page.preview) == (file.id, "Offer.PDF", None)


async def test_a_picture_comes_with_its_preview_and_sizes(
    store: FolderStore, upload: Upload, picture: Picture, left_on_disk: LeftOnDisk
) -> None:
    body = picture("JPEG", (3000, 1500))
    file = await upload("photo.jpg", body)
    assert (file.media_type, file.width, file.height) == ("image/jpeg", 3000, 1500)
    assert (file.preview_type, file.preview_width, file.preview_height) == ("image/webp", 1024, 512)
    assert file.preview_key is not None
    assert (await read(store, file.preview_key))[8:12] == b"WEBP"
    assert await read(store, file.key) == body
    assert len(left_on_disk()) == 2
    page = file_page(file)
    assert page.preview is not None
    assert (page.width, page.preview.width, page.preview.height) == (3000, 1024, 512)


@pytest.mark.parametrize(
    ("name", "kept"), [("a.jpg", "a.png"), ("a.png", "a.png"), ("a.webp", "a.png"), ("photo", "photo.png")]
)
async def test_a_picture_bears_the_extension_of_what_it_is(
    upload: Upload, picture: Picture, name: str, kept: str
) -> None:
    file = await upload(name, picture("PNG"))
    assert (file.name, file.media_type) == (kept, "image/png")


async def test_a_picture_that_cannot_be_drawn_stays_as_a_file(
    store: FolderStore, upload: Upload, picture: Picture, left_on_disk: LeftOnDisk
) -> None:
    body = picture("JPEG", (400, 400))[:-200]
    file = await upload("photo.jpg", body)
    assert file.media_type == "image/jpeg"
    assert (file.width, file.preview_key, file.preview_width) == (None, None, None)
    assert await read(store, file.key) == body
    assert len(left_on_disk()) == 1


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "text/html"),
        ("setup.exe", PROGRAM, "application/x-executable"),
    ],
)
async def test_what_could_run_is_kept_without_preview(upload: Upload, name: str, body: bytes, media_type: str) -> None:
    file = await upload(name, body)
    assert (file.media_type, file.preview_key) == (media_type, None)


async def test_a_polyglot_is_the_picture_it_begins_as(upload: Upload, store: FolderStore, picture: Picture) -> None:
    script = b"*/=1;alert('canary')//<script>alert('canary')</script>"
    file = await upload("photo.gif", picture("GIF") + script)
    assert file.media_type == "image/gif"
    assert file.preview_key is not None
    assert b"canary" not in await read(store, file.preview_key)


@pytest.mark.parametrize(
    ("name", "body", "code", "status"),
    [
        ("offer.pdf", PROGRAM, "file_type_refused", 415),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_refused", 415),
        ("photo.png\u200b", PROGRAM, "file_type_refused", 415),
        ("\u202egpj.exe.pdf", PROGRAM, "file_type_refused", 415),
        ("offer.pdf\x00.txt", PROGRAM, "file_type_refused", 415),
        ("empty.txt", b"", "validation_failed", 422),
        ("large.txt", b"x" * 10_001, "file_too_large", 413),
    ],
)
async def test_a_refused_upload_leaves_nothing(
    db: Database,
    upload: Upload,
    eva: Actor,
    left_on_disk: LeftOnDisk,
    name: str,
    body: bytes,
    code: str,
    status: int,
) -> None:
    with pytest.raises(Refusal) as refused:
        await upload(name, body, limit=10_000)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert left_on_disk() == []
    assert await waiting(db, eva) == 0


async def test_an_upload_is_cut_off_at_its_limit(
    db: Database, store: FolderStore, eva: Actor, left_on_disk: LeftOnDisk
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield b"x" * 1000

    with pytest.raises(Refusal) as refused:
        await service.receive(db, store, eva, "large.txt", endless(), 10_000)
    assert refused.value.params == {"limit": 10_000}
    assert sent == 11_000
    assert left_on_disk() == []
    file = await service.receive(db, store, eva, "fits.txt", _once(b"x" * 10_000), 10_000)
    assert file.size == 10_000


async def test_an_upload_that_says_it_is_too_large_is_not_even_read(
    db: Database, store: FolderStore, eva: Actor, left_on_disk: LeftOnDisk
) -> None:
    read: list[bytes] = []

    async def watched() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield read[-1]

    with pytest.raises(Refusal, match="file_too_large"):
        await service.receive(db, store, eva, "large.txt", watched(), 10_000, declared=10_001)
    assert read == []
    assert left_on_disk() == []


async def test_an_upload_that_says_less_than_it_sends_is_cut_off_too(
    db: Database, store: FolderStore, eva: Actor
) -> None:
    with pytest.raises(Refusal, match="file_too_large"):
        await service.receive(db, store, eva, "large.txt", _once(b"x" * 10_001), 10_000, declared=5)


async def test_a_connection_lost_in_the_middle_leaves_nothing(
    db: Database, store: FolderStore, eva: Actor, left_on_disk: LeftOnDisk
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 500_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await service.receive(db, store, eva, "large.txt", broken(), 10_000_000)
    assert left_on_disk() == []
    assert await waiting(db, eva) == 0


async def test_bytes_whose_row_fails_go_again(
    db: Database, store: FolderStore, picture: Picture, left_on_disk: LeftOnDisk
) -> None:
    nobody = Actor("ghost", new_id(), "Ghost")  # type: ignore[arg-type]  # the table refuses it
    with pytest.raises(Exception, match="file_owner_kind_check"):
        await service.receive(db, store, nobody, "photo.png", _once(picture()), 10_000)
    assert left_on_disk() == []


async def test_a_stranger_may_not_fill_the_disk_with_files_he_never_sends(
    db: Database, upload: Upload, eva: Actor, fred: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WAITING_MOST", 2)
    files = [await upload("a.txt", b"x") for _ in range(2)]
    with pytest.raises(Refusal, match="too_many_requests"):
        await upload("a.txt", b"x")
    await upload("a.txt", b"x", actor=fred)
    async with db.transaction() as tx:
        await service.mark_attached(tx, [files[0].id])
    await upload("a.txt", b"x")


async def test_one_hangs_only_ones_own_unsent_files_on_a_message(
    db: Database, upload: Upload, eva: Actor, fred: Actor
) -> None:
    first, second = await upload("a.txt", b"x"), await upload("b.txt", b"x")
    async with db.transaction() as tx:
        found = await service.attachable(tx, eva, [second.id, first.id, second.id])
        assert [file.name for file in found] == ["b.txt", "a.txt"]
        assert await service.attachable(tx, eva, []) == []
        twin = Actor("person", eva.id, "Eva")
        for actor, wanted in ((fred, first.id), (twin, first.id), (eva, new_id())):
            with pytest.raises(Refusal) as refused:
                await service.attachable(tx, actor, [second.id, wanted])
            assert (refused.value.code, refused.value.status) == ("file_unknown", 422)
        await service.mark_attached(tx, [first.id])
    async with db.transaction() as tx:
        with pytest.raises(Refusal, match="file_unknown"):
            await service.attachable(tx, eva, [first.id])
        assert len(await service.attachable(tx, eva, [second.id])) == 1
    assert set(await service.files_by_ids(db, [first.id, second.id, new_id()])) == {first.id, second.id}


async def _age(db: Database, file: File, hours: int) -> None:
    async with db.transaction() as tx:
        await tx.connection.execute(
            "update file set created_at = clock_timestamp() - make_interval(hours => $2) where id = $1", file.id, hours
        )


async def test_what_was_never_sent_goes_after_a_day_with_its_bytes(
    db: Database, store: FolderStore, upload: Upload, picture: Picture, eva: Actor, left_on_disk: LeftOnDisk
) -> None:
    old, sent, young = [await upload(name, picture()) for name in ("old.png", "sent.png", "young.png")]
    async with db.transaction() as tx:
        await service.mark_attached(tx, [sent.id])
    for file, hours in ((old, 25), (sent, 25), (young, 23)):
        await _age(db, file, hours)
    async with db.transaction() as tx:
        with pytest.raises(Refusal, match="file_unknown"):
            await service.attachable(tx, eva, [old.id])
    assert await service.sweep_unattached(db, store) == 1
    assert await service.sweep_unattached(db, store) == 0
    assert set(await service.files_by_ids(db, [old.id, sent.id, young.id])) == {sent.id, young.id}
    assert len(left_on_disk()) == 4
    with pytest.raises(BytesMissing):
        await store.open(old.key)


async def test_a_sweep_that_was_cut_short_is_repeated(
    db: Database, store: FolderStore, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await upload("a.txt", b"x")
    await _age(db, file, 25)

    async def fail(_key: str) -> None:
        raise ConnectionAbortedError

    with monkeypatch.context() as broken:
        broken.setattr(store, "delete", fail)
        with pytest.raises(ConnectionAbortedError):
            await service.sweep_unattached(db, store)
    assert await service.get_file(db, file.id) is not None
    await store.delete(file.key)
    assert await service.sweep_unattached(db, store) == 1


async def test_what_a_killed_process_left_behind_is_cleared(
    db: Database, store: FolderStore, monkeypatch: pytest.MonkeyPatch, left_on_disk: LeftOnDisk
) -> None:
    await service.sweep_unattached(db, store)
    store.staging.mkdir(parents=True)
    (store.staging / "half").write_bytes(b"x")
    await service.sweep_unattached(db, store)
    assert len(left_on_disk()) == 1
    monkeypatch.setattr(staging, "LEFT_AFTER_SECONDS", -1)
    await service.sweep_unattached(db, store)
    assert left_on_disk() == []


@pytest.mark.parametrize("key", ["", "../secret.key", "a" * 31, "A" * 32, "/etc/passwd", "0" * 32 + "\n"])
async def test_a_key_that_is_not_ours_names_nothing(store: FolderStore, key: str) -> None:
    with pytest.raises(BytesMissing):
        await store.open(key)
    with pytest.raises(BytesMissing):
        await store.open(new_file_key())


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
