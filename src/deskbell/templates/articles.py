"""Articles: finding, adding, changing, putting away."""

import asyncio
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from deskbell.base.cursors import PAGE_MOST
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.people.model import plain_name
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.templates.folders import folders
from deskbell.templates.keeping import asked, check_folder, check_may_change, checked_places, eyes, may_change, tell
from deskbell.templates.model import (
    ARTICLES_MOST,
    LINK_MOST,
    MARKDOWN_MOST,
    SUMMARY_MOST,
    TAG_MOST,
    TAGS_MOST,
    TITLE_MOST,
    Article,
    ArticleWish,
)
from deskbell.templates.rendering import render

SQL = statements(__package__, "articles.sql")
ROOM_SQL = statements(__package__)

FIRST = ("", UUID(int=0))


async def articles(
    db: Db,
    actor: Actor,
    archived: bool = False,
    folder_id: UUID | None = None,
    search: str | None = None,
    after: tuple[str, UUID] | None = None,
    most: int = PAGE_MOST,
) -> list[Article]:
    """Articles one may see, by title, without their bodies. Raises not_allowed."""
    await folders(db, actor, "article")
    words, (title, last) = asked(search), after or FIRST
    rows = await db.all(
        SQL.articles_page,
        archived=archived,
        folder=folder_id,
        patterns=words.patterns,
        asked=words.words,
        after_title=title,
        after_id=last,
        most=most,
        **eyes(actor),
    )
    return records(Article, rows)


async def article(db: Db, actor: Actor, article_id: UUID) -> Article:
    """One article as this actor may see it; not_found alike for none and for another live chat's."""
    found = record(Article, await db.first(SQL.article_by_id, id=article_id, **eyes(actor)))
    if found is None:
        raise not_found()
    return found


async def add(db: Database, actor: Actor, wish: ArticleWish) -> Article:
    """A new article. Raises not_allowed, validation_failed, too_many."""
    article_id = new_id()
    async with db.transaction() as tx:
        await check_folder(tx, actor, "article", wish.folder_id)
        checked = await _checked(tx, wish)
        await _room_for_more(tx)
        person = actor.id if actor.kind == "person" else None
        await tx.run(SQL.add_article, id=article_id, person_id=person, **await _columns(checked))
        await tell(tx, actor, "article_created", "article", article_id)
    return await article(db, SYSTEM, article_id)


async def change(db: Database, actor: Actor, article_id: UUID, wish: ArticleWish) -> Article:
    """Set an article whole. Besides what `add` refuses: not_found, not_writable for an archived one."""
    known = await article(db, actor, article_id)
    check_may_change(actor, known)
    async with db.transaction() as tx:
        if wish.folder_id != known.folder_id:
            await check_folder(tx, actor, "article", wish.folder_id)
        checked = await _checked(tx, wish, known)
        await tx.run(SQL.change_article, id=article_id, **await _columns(checked))
        await tell(tx, actor, "article_changed", "article", article_id)
    return await article(db, SYSTEM, article_id)


async def archive(db: Database, actor: Actor, article_id: UUID, archived: bool) -> Article:
    """Put an article away, or bring it back; the same twice is the same. Raises not_found, not_allowed, too_many."""
    known = await article(db, actor, article_id)
    if not may_change(actor, known):
        raise not_allowed()
    async with db.transaction() as tx:
        if not archived and known.archived_at:
            await _room_for_more(tx)
        if await tx.first(SQL.archive_article, id=article_id, archived=archived):
            await tell(tx, actor, "article_archived" if archived else "article_restored", "article", article_id)
    return await article(db, SYSTEM, article_id)


async def rendered(markdown: str) -> str:
    """Markdown as safe HTML, off the loop: a long one takes a while. Raises validation_failed."""
    if len(markdown) > MARKDOWN_MOST:
        raise invalid(markdown="too_long")
    return await asyncio.to_thread(render, markdown)


def checked_link(link: str | None) -> str | None:
    """An address of the web, or none; raises validation_failed."""
    kept = (link or "").strip()
    if not kept:
        return None
    if len(kept) > LINK_MOST:
        raise invalid(link="too_long")
    try:
        parts = urlsplit(kept)
    except ValueError:
        raise invalid(link="invalid") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not kept.isprintable() or " " in kept:
        raise invalid(link="invalid")
    return kept


async def _checked(tx: Transaction, wish: ArticleWish, known: Article | None = None) -> ArticleWish:
    title = plain_name(wish.title, "title", TITLE_MOST)
    summary = " ".join(wish.summary.split())
    if len(summary) > SUMMARY_MOST:
        raise invalid(summary="too_long")
    if "\0" in summary + wish.markdown:
        raise invalid(markdown="unreadable")
    tags = list({tag.lower(): tag for tag in (plain_name(tag, "tags", TAG_MOST) for tag in wish.tags)}.values())
    if len(tags) > TAGS_MOST:
        raise invalid(tags="too_many")
    kept = [*known.live_chat_ids, *known.group_ids] if known else []
    chats, groups = await checked_places(tx, wish.live_chat_ids, wish.group_ids, kept)
    link = checked_link(wish.link)
    return replace(wish, title=title, summary=summary, tags=tags, link=link, live_chat_ids=chats, group_ids=groups)


async def _room_for_more(tx: Transaction) -> None:
    await tx.run(ROOM_SQL.hold_room)
    row = await tx.first(ROOM_SQL.count_room)
    if row and row["articles"] >= ARTICLES_MOST:
        raise Refusal("too_many", limit=ARTICLES_MOST)


async def _columns(wish: ArticleWish) -> dict[str, object]:
    return {
        "folder_id": wish.folder_id,
        "title": wish.title,
        "link": wish.link,
        "summary": wish.summary,
        "markdown": wish.markdown,
        "html": await rendered(wish.markdown),
        "tags": wish.tags,
        "head": " ".join((wish.title, *wish.tags)),
        "live_chat_ids": wish.live_chat_ids,
        "group_ids": wish.group_ids,
    }
