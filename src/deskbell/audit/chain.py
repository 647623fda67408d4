"""The chain: each link is SHA-256 over the link before it and over every row since, so that no row can be changed,
left out or slipped in without breaking all that follows.

It shows tampering to whoever knows one later link: the last hash is logged at each linking, to be kept elsewhere.
"""

import hashlib
from collections.abc import Iterable

import msgspec
import structlog

from deskbell.audit.model import Link, Row, Verdict
from deskbell.base.db import Database, Db, record, records
from deskbell.base.sql import statements

SQL = statements(__package__)

BATCH = 1_000
SETTLED_SECONDS = 60.0

START = Link(0, bytes(32))
_encoder = msgspec.json.Encoder(order="sorted")
_log = structlog.get_logger()


async def link(db: Database, settled_seconds: float = SETTLED_SECONDS) -> int:
    """Chain the rows that were written since the last link and have settled; how many. Run by the worker."""
    linked = 0
    while True:
        added = await _link_batch(db, settled_seconds)
        linked += added
        if added < BATCH:
            return linked


async def verify(db: Db) -> Verdict:
    """Walk the whole chain and compare; rows not yet linked are not judged."""
    entries, links, last = 0, 0, START
    while found := records(Link, await db.all(SQL.links_after, after=last.upto_id, most=100)):
        for claimed in found:
            rows = records(Row, await db.all(SQL.rows_between, after=last.upto_id, upto=claimed.upto_id))
            if not rows or rows[-1].id != claimed.upto_id or hash_of(last.hash, rows) != claimed.hash:
                return Verdict(entries, links, claimed.upto_id, last)
            entries, links, last = entries + len(rows), links + 1, claimed
    return Verdict(entries, links, None, last)


async def waiting(db: Db, last: Link) -> int:
    """How many entries stand behind a link: the worker chains them within a minute or so."""
    row = await db.first(SQL.not_linked, upto=last.upto_id)
    return int(row["n"]) if row else 0


def hash_of(before: bytes, rows: Iterable[Row]) -> bytes:
    """The hash of a link: SHA-256(previous ‖ JSON of each row, its columns in order, keys of `detail` sorted, LF)."""
    digest = hashlib.sha256(before)
    for row in rows:
        columns = (
            row.id,
            row.microseconds,
            row.actor_kind,
            None if row.actor_id is None else str(row.actor_id),
            row.deed,
            row.object_kind,
            row.object_id,
            row.address,
            row.detail,
        )
        digest.update(_encoder.encode(columns) + b"\n")
    return digest.digest()


async def _link_batch(db: Database, settled_seconds: float) -> int:
    async with db.transaction() as tx:
        claimed = await tx.first(SQL.claim_chain)
        if claimed is None or not claimed["mine"]:
            return 0
        last = record(Link, await tx.first(SQL.last_link)) or START
        rows = records(
            Row, await tx.all(SQL.rows_to_link, after=last.upto_id, settled_seconds=settled_seconds, most=BATCH)
        )
        if not rows:
            return 0
        new = Link(rows[-1].id, hash_of(last.hash, rows))
        await tx.run(SQL.add_link, upto_id=new.upto_id, hash=new.hash)
    _log.info("audit_linked", upto=new.upto_id, hash=new.hash.hex())
    return len(rows)
