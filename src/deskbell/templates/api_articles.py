"""The door to articles."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.http import Injected
from deskbell.base.rates import Buckets
from deskbell.rights.actor import Actor
from deskbell.templates import articles, folders
from deskbell.templates.pages import ArticleBody, ArticlePage, Articles, MarkdownBody, Rendered, article_page
from deskbell.templates.rendering import nodes_of

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]

_previews = Buckets(burst=30, per_second=3.0)


@get("/articles")
async def list_articles(
    db: Db,
    actor: Asking,
    archived: bool = False,
    folder: UUID | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Articles:
    limit = max(1, min(limit, PAGE_MOST))
    after = key_of(cursor, tuple[str, UUID])
    found = await articles.articles(db, actor, archived, folder, search, after, limit + 1)
    more = cursor_of((found[limit - 1].title.lower(), found[limit - 1].id)) if len(found) > limit else None
    return Articles(items=[article_page(actor, one) for one in found[:limit]], next=more)


@get("/articles/{article_id:uuid}")
async def read_article(db: Db, actor: Asking, article_id: UUID) -> ArticlePage:
    return article_page(actor, await articles.article(db, actor, article_id))


@post("/articles")
async def add_article(db: Db, actor: Asking, data: ArticleBody) -> ArticlePage:
    return article_page(actor, await articles.add(db, actor, data.wish()))


@put("/articles/{article_id:uuid}")
async def change_article(db: Db, actor: Asking, article_id: UUID, data: ArticleBody) -> ArticlePage:
    return article_page(actor, await articles.change(db, actor, article_id, data.wish()))


@post("/articles/{article_id:uuid}/archive", status_code=200)
async def archive_article(db: Db, actor: Asking, article_id: UUID) -> ArticlePage:
    return article_page(actor, await articles.archive(db, actor, article_id, True))


@post("/articles/{article_id:uuid}/restore", status_code=200)
async def restore_article(db: Db, actor: Asking, article_id: UUID) -> ArticlePage:
    return article_page(actor, await articles.archive(db, actor, article_id, False))


@post("/article-previews", status_code=200)
async def preview_article(db: Db, actor: Asking, data: MarkdownBody) -> Rendered:
    """Markdown as it would be shown; nothing is kept."""
    await folders.folders(db, actor, "article")
    _previews.take(str(actor.id))
    html = await articles.rendered(data.markdown)
    return Rendered(html=html, nodes=nodes_of(html))


ROUTES = [
    list_articles,
    read_article,
    add_article,
    change_article,
    archive_article,
    restore_article,
    preview_article,
]
