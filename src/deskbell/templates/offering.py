"""What is offered for a session of a live chat, and taking it: the session's room asks, and says what it knows."""

from collections.abc import Mapping
from uuid import UUID

from deskbell.base.db import Database, Db, record, records
from deskbell.base.errors import Refusal, not_found
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.files.model import File
from deskbell.files.store import BytesMissing, Store
from deskbell.people.workspace import workspace_now
from deskbell.rights.actor import Actor
from deskbell.templates.keeping import asked
from deskbell.templates.model import Card, Offer

SQL = statements(__package__)
ARTICLES_SQL = statements(__package__, "articles.sql")

OFFERS_MOST, ARTICLES_OFFERED, SUGGESTED_MOST = 20, 5, 3
SAID_MOST = 4_000
"""So many of a client's last letters are looked at for a suggestion."""


async def offers(db: Db, live_chat_id: UUID, search: str | None) -> list[Offer]:
    """Templates that serve the live chat, best first."""
    words = asked(search)
    rows = await db.all(
        SQL.offers, live_chat_id=live_chat_id, patterns=words.patterns, asked=words.words, most=OFFERS_MOST
    )
    return records(Offer, rows)


async def offered_articles(db: Db, live_chat_id: UUID, search: str | None) -> list[Card]:
    """Articles that serve the live chat and hold these words; none without words."""
    words = asked(search)
    if not words.patterns:
        return []
    rows = await db.all(
        ARTICLES_SQL.offered_articles,
        live_chat_id=live_chat_id,
        patterns=words.patterns,
        asked=words.words,
        most=ARTICLES_OFFERED,
    )
    return records(Card, rows)


async def suggested(db: Db, live_chat_id: UUID, said: str) -> list[Card]:
    """Articles that a client's words speak of; often none."""
    if not said.strip():
        return []
    rows = await db.all(
        ARTICLES_SQL.suggested_articles, live_chat_id=live_chat_id, text=said[-SAID_MOST:], most=SUGGESTED_MOST
    )
    return records(Card, rows)


async def take(
    db: Database, store: Store, actor: Actor, template_id: UUID, live_chat_id: UUID, key: UUID, file_limit: int
) -> tuple[Offer, Mapping[UUID, File]]:
    """A template with its files copied into uploads of the actor's own, counted once for each `key`.

    `file_limit` in bytes, the live chat's. Raises not_found for what does not serve it, send_key_conflict for a key of
    somebody else or of another template, file_too_large.
    """
    offer = record(Offer, await db.first(SQL.offer_of, id=template_id, live_chat_id=live_chat_id))
    if offer is None:
        raise not_found()
    known = await db.first(SQL.insertion_of, key=key)
    if known is None:
        copied = [await _copied(db, store, actor, file, file_limit) for file in await _files(db, offer.file_ids)]
        await db.run(
            SQL.count_use,
            key=key,
            person_id=actor.id,
            template_id=template_id,
            live_chat_id=live_chat_id,
            file_ids=[file.id for file in copied],
            zone=(await workspace_now(db)).time_zone,
        )
        known = await db.first(SQL.insertion_of, key=key)
    if known is None or known["person_id"] != actor.id or known["template_id"] != template_id:
        raise Refusal("send_key_conflict")
    return offer, {file.id: file for file in await _files(db, known["file_ids"])}


async def _files(db: Db, file_ids: list[UUID]) -> list[File]:
    found = await files.files_by_ids(db, file_ids)
    return [found[file_id] for file_id in file_ids if file_id in found]


async def _copied(db: Database, store: Store, actor: Actor, file: File, limit: int) -> File:
    try:
        stream = await store.open(file.key)
    except BytesMissing:
        raise not_found() from None
    return await files.receive(db, store, actor, file.name, stream, limit, file.size)


async def forget_insertions(db: Database) -> None:
    """Keys older than a day; run by the worker."""
    await db.run(SQL.forget_insertions)


async def add_uses(db: Db, template_id: UUID, live_chat_id: UUID, uses: int) -> None:
    """Uses that were counted elsewhere, as of yesterday; only the first time."""
    await db.run(SQL.add_uses, template_id=template_id, live_chat_id=live_chat_id, uses=uses)
