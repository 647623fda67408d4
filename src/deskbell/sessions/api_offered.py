"""The door to what is offered beside a session: templates, articles, suggestions."""

from typing import Annotated
from uuid import UUID

from litestar import get, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.base.rates import Buckets
from deskbell.files import service as files
from deskbell.files.pages import FilePage, file_page
from deskbell.files.store import Store
from deskbell.rights.actor import Actor
from deskbell.sessions import offered
from deskbell.templates.model import Card

_insertions = Buckets(burst=30, per_second=1.0)


class OfferedTemplate(Out):
    """A template, its variables filled for this session; what nobody knows is a hole: `‹order number›`."""

    id: UUID
    name: str
    code: str | None
    text: str
    files: list[FilePage]
    uses: int


class ArticleCard(Out):
    id: UUID
    title: str
    link: str | None
    summary: str


class Offered(Out):
    """Templates, best first; articles where something was searched for."""

    templates: list[OfferedTemplate]
    articles: list[ArticleCard]


class Suggested(Out):
    """Articles that the client's last words speak of."""

    articles: list[ArticleCard]


class TakeBody(Body):
    """`key`: the caller's own name for this insertion, the same at every try."""

    key: UUID


class Taken(Out):
    """What goes into the composer: words, and files that posting takes."""

    text: str
    files: list[FilePage]


def _card(card: Card) -> ArticleCard:
    return ArticleCard(id=card.id, title=card.title, link=card.link, summary=card.summary)


@get("/sessions/{session_id:uuid}/templates")
async def list_offers(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], session_id: UUID, search: str | None = None
) -> Offered:
    found, articles = await offered.offers(db, actor, session_id, search)
    hung = await files.files_by_ids(db, [file_id for offer, _ in found for file_id in offer.file_ids])
    items = [
        OfferedTemplate(
            id=offer.id,
            name=offer.name,
            code=offer.code,
            text=text,
            files=[file_page(hung[file_id]) for file_id in offer.file_ids if file_id in hung],
            uses=offer.uses,
        )
        for offer, text in found
    ]
    return Offered(templates=items, articles=[_card(one) for one in articles])


@post("/sessions/{session_id:uuid}/templates/{template_id:uuid}/take", status_code=200)
async def take_template(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    store: Annotated[Store, Injected],
    session_id: UUID,
    template_id: UUID,
    data: TakeBody,
) -> Taken:
    _insertions.take(str(actor.id))
    text, copies = await offered.take(db, store, actor, session_id, template_id, data.key)
    return Taken(text=text, files=[file_page(file) for file in copies.values()])


@get("/sessions/{session_id:uuid}/suggestions")
async def list_suggestions(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], session_id: UUID
) -> Suggested:
    return Suggested(articles=[_card(one) for one in await offered.suggestions(db, actor, session_id)])


ROUTES = [list_offers, take_template, list_suggestions]
