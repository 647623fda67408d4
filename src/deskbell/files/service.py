"""Receiving files, hanging them on messages, and sweeping what was never sent."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from uuid import UUID

import structlog

from deskbell.base.db import Db, Transaction, record, records
from deskbell.base.errors import Refusal, too_many
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.files.file_names import clean_name, extension, with_extension
from deskbell.files.media_types import PICTURES, media_type_of
from deskbell.files.model import File
from deskbell.files.previews import MEDIA_TYPE, Preview, make_preview
from deskbell.files.staging import Staged, clear_left, staged
from deskbell.files.store import Store, new_file_key
from deskbell.rights.actor import Actor

SQL = statements(__package__)

WAITING_MOST = 50
"""Files one uploader may have that hang on no message yet."""

WAITING_RETRY_SECONDS = 600
_log = structlog.get_logger()


async def receive(
    db: Db,
    store: Store,
    actor: Actor,
    name: str,
    stream: AsyncIterator[bytes],
    limit: int,
    declared: int | None = None,
) -> File:
    """Store an upload whole and give its row.

    `limit` in bytes, the live chat's; `declared` the Content-Length where one was sent. Who may upload here was asked
    before. Refuses with file_too_large (413), file_type_refused (415), validation_failed for an empty file,
    too_many_requests when too much lies unsent, storage_unavailable (503); nothing is left behind then.
    """
    row = None
    if actor.kind != "system":
        row = await db.first(SQL.waiting_files, owner_kind=actor.kind, owner_id=actor.id)
    if row is not None and row["files"] >= WAITING_MOST:
        raise too_many(WAITING_RETRY_SECONDS)
    async with AsyncExitStack() as stack:
        upload = await stack.enter_async_context(staged(store.staging, stream, limit, declared))
        name = clean_name(name)
        media_type = media_type_of(upload.head, name, whole=upload.size == len(upload.head))
        preview = None
        if media_type in PICTURES:
            preview = await make_preview(upload.path, store.staging)
            name = _truthful(name, media_type)
        if preview is not None:
            stack.callback(preview.path.unlink, missing_ok=True)
        return await _keep(db, store, actor, name, media_type, upload, preview)


async def _keep(
    db: Db, store: Store, actor: Actor, name: str, media_type: str, upload: Staged, preview: Preview | None
) -> File:
    """Bytes first, then the row that says they are there; when the row fails the bytes go again."""
    key, preview_key = new_file_key(), new_file_key() if preview else None
    try:
        await store.put(upload.path, key)
        if preview and preview_key:
            await store.put(preview.path, preview_key)
        row = await db.first(
            SQL.add_file,
            id=new_id(),
            key=key,
            name=name,
            media_type=media_type,
            size=upload.size,
            sha256=upload.sha256,
            width=preview.sizes.width if preview else None,
            height=preview.sizes.height if preview else None,
            preview_key=preview_key,
            preview_type=MEDIA_TYPE if preview else None,
            preview_width=preview.sizes.preview_width if preview else None,
            preview_height=preview.sizes.preview_height if preview else None,
            owner_kind=actor.kind,
            owner_id=actor.id,
        )
    except BaseException:
        await asyncio.shield(_delete(store, key, preview_key))
        raise
    return File(**dict(row or {}))


def _truthful(name: str, media_type: str) -> str:
    """A picture under the extension of what it is: many a `.jpg` is none."""
    kind = PICTURES[media_type]
    alike = {"jpg", "jpeg", "jpe", "jfif"} if kind == "jpg" else {kind}
    return name if extension(name) in alike else with_extension(name, kind)


async def files_by_ids(db: Db, file_ids: Sequence[UUID]) -> dict[UUID, File]:
    """Files of messages that the caller may show; unknown ids are absent."""
    found = records(File, await db.all(SQL.files_by_ids, ids=list(file_ids)))
    return {file.id: file for file in found}


async def get_file(db: Db, file_id: UUID) -> File | None:
    """One file; who may see it is asked by the caller."""
    return record(File, next(iter(await db.all(SQL.files_by_ids, ids=[file_id])), None))


async def attachable(tx: Transaction, actor: Actor, file_ids: Sequence[UUID]) -> list[File]:
    """The actor's own unsent files, locked, in the order named; file_unknown (422) when one is not such a file."""
    wanted = list(dict.fromkeys(file_ids))
    if not wanted:
        return []
    rows = await tx.all(SQL.attachable_files, ids=wanted, owner_kind=actor.kind, owner_id=actor.id)
    found = {file.id: file for file in records(File, rows)}
    if len(found) < len(wanted):
        raise Refusal("file_unknown", 422)
    return [found[file_id] for file_id in wanted]


async def hand_over(tx: Db, file_ids: Sequence[UUID], actor: Actor) -> list[UUID]:
    """What Deskbell itself keeps unsent becomes the actor's, to hang on his message; those that were, in order."""
    rows = await tx.all(SQL.hand_over, ids=list(file_ids), owner_kind=actor.kind, owner_id=actor.id)
    own = {row["id"] for row in rows}
    return [file_id for file_id in file_ids if file_id in own]


async def mark_attached(tx: Transaction, file_ids: Sequence[UUID]) -> None:
    """In the transaction that stores the message they hang on."""
    if file_ids:
        await tx.run(SQL.mark_attached, ids=list(file_ids))


async def hold(tx: Db, file_ids: Sequence[UUID]) -> None:
    """Somebody waits with these, for as long as it takes: the sweep leaves them alone until he lets go."""
    if file_ids:
        await tx.run(SQL.hold_files, ids=sorted(set(file_ids)), by=1)


async def let_go(tx: Db, file_ids: Sequence[UUID]) -> None:
    """He waits no longer."""
    if file_ids:
        await tx.run(SQL.hold_files, ids=sorted(set(file_ids)), by=-1)


async def release(tx: Transaction, file_ids: Sequence[UUID]) -> None:
    """What hung on something that let it go: swept with what was never sent. Not for files of messages."""
    if file_ids:
        await tx.run(SQL.release_files, ids=list(file_ids))


async def drop(tx: Transaction, file_ids: Sequence[UUID]) -> None:
    """The message they hung on was deleted: nobody gets them any more, and `sweep_dropped` takes their bytes."""
    if file_ids:
        await tx.run(SQL.drop_files, ids=list(file_ids))


async def sweep_dropped(db: Db, store: Store, days: int) -> int:
    """Remove files of messages that were deleted `days` ago or longer; how many. Run by the worker.

    So long a backup may still name them. The bytes go first, as in `sweep_unattached`: safe to repeat and to cut short.
    """
    removed = 0
    while gone := records(File, await db.all(SQL.dropped_files, days=days)):
        for file in gone:
            await _delete(store, file.key, file.preview_key)
        await db.run(SQL.forget_dropped, ids=[file.id for file in gone])
        removed += len(gone)
    return removed


async def sweep_unattached(db: Db, store: Store) -> int:
    """Remove files that hung on no message for a day, and uploads cut off by a killed process; how many files.

    Run by the worker. The bytes go first: a run that is cut short is repeated, and leaves no bytes without a row.
    """
    await asyncio.to_thread(clear_left, store.staging)
    removed = 0
    while left := records(File, await db.all(SQL.left_files)):
        for file in left:
            await _delete(store, file.key, file.preview_key)
        await db.run(SQL.forget_files, ids=[file.id for file in left])
        removed += len(left)
    return removed


async def _delete(store: Store, *keys: str | None) -> None:
    for key in keys:
        if key:
            await store.delete(key)
