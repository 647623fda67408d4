"""Templates, articles and folders as they go out, and as they come in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base.http import Body, Out
from deskbell.files.model import File
from deskbell.files.pages import FilePage, file_page
from deskbell.rights.actor import Actor
from deskbell.templates.keeping import may_change, may_keep
from deskbell.templates.model import Article, ArticleWish, Folder, Kind, Template, TemplateWish
from deskbell.templates.rendering import Node, nodes_of

Ids = list[UUID]


class FolderPage(Out):
    """A folder: its groups may change what is in it."""

    id: UUID
    name: str
    group_ids: Ids
    items: int
    may_add: bool


class Folders(Out):
    """All folders of a kind. `may_keep`: may add folders, and put things into none."""

    items: list[FolderPage]
    may_keep: bool


class Choice(Out):
    id: UUID
    name: str


class Choices(Out):
    """What a template or article can serve, and whom a folder can be given to."""

    live_chats: list[Choice]
    groups: list[Choice]


class TemplatePage(Out):
    """A template. Without live chats and groups it serves every live chat; `uses` in the last 90 days."""

    id: UUID
    folder_id: UUID | None
    name: str
    code: str | None
    text: str
    live_chat_ids: Ids
    group_ids: Ids
    files: list[FilePage]
    uses: int
    changed_at: datetime
    archived_at: datetime | None
    may_change: bool


class Templates(Out):
    """A page of templates; `next` is the cursor of the page after it, null on the last."""

    items: list[TemplatePage]
    next: str | None


class ArticlePage(Out):
    """An article; `nodes` is its body as a tree: text, or {tag, children, href?, title?, start?}. Lists
    leave the body out."""

    id: UUID
    folder_id: UUID | None
    title: str
    link: str | None
    summary: str
    markdown: str
    html: str
    nodes: list[Any]
    tags: list[str]
    live_chat_ids: Ids
    group_ids: Ids
    changed_at: datetime
    archived_at: datetime | None
    may_change: bool


class Articles(Out):
    """A page of articles; `next` is the cursor of the page after it, null on the last."""

    items: list[ArticlePage]
    next: str | None


class Rendered(Out):
    """Markdown as it will be shown."""

    html: str
    nodes: list[Any]


class NewFolder(Body):
    kind: Kind
    name: str
    group_ids: Ids = []


class FolderBody(Body):
    name: str
    group_ids: Ids = []


class TemplateBody(Body):
    """A template, whole. `file_ids`: uploads of one's own, or files it has already, in their order."""

    name: str
    text: str
    code: str | None = None
    folder_id: UUID | None = None
    live_chat_ids: Ids = []
    group_ids: Ids = []
    file_ids: Ids = []

    def wish(self) -> TemplateWish:
        return TemplateWish(
            self.name, self.text, self.code, self.folder_id, self.live_chat_ids, self.group_ids, self.file_ids
        )


class ArticleBody(Body):
    """An article, whole."""

    title: str
    link: str | None = None
    summary: str = ""
    markdown: str = ""
    tags: list[str] = []
    folder_id: UUID | None = None
    live_chat_ids: Ids = []
    group_ids: Ids = []

    def wish(self) -> ArticleWish:
        return ArticleWish(
            self.title,
            self.link,
            self.summary,
            self.markdown,
            self.tags,
            self.folder_id,
            self.live_chat_ids,
            self.group_ids,
        )


class MarkdownBody(Body):
    markdown: str


def folder_page(actor: Actor, folder: Folder) -> FolderPage:
    may_add = may_keep(actor) or bool(actor.groups & set(folder.group_ids))
    return FolderPage(id=folder.id, name=folder.name, group_ids=folder.group_ids, items=folder.items, may_add=may_add)


def template_page(actor: Actor, template: Template, files: dict[UUID, File]) -> TemplatePage:
    """A template as this actor is shown it."""
    return TemplatePage(
        id=template.id,
        folder_id=template.folder_id,
        name=template.name,
        code=template.code,
        text=template.text,
        live_chat_ids=template.live_chat_ids,
        group_ids=template.group_ids,
        files=[file_page(files[file_id]) for file_id in template.file_ids if file_id in files],
        uses=template.uses,
        changed_at=template.changed_at,
        archived_at=template.archived_at,
        may_change=may_change(actor, template),
    )


def article_page(actor: Actor, article: Article) -> ArticlePage:
    """An article as this actor is shown it."""
    nodes: list[Node] = nodes_of(article.html)
    return ArticlePage(
        id=article.id,
        folder_id=article.folder_id,
        title=article.title,
        link=article.link,
        summary=article.summary,
        markdown=article.markdown,
        html=article.html,
        nodes=nodes,
        tags=article.tags,
        live_chat_ids=article.live_chat_ids,
        group_ids=article.group_ids,
        changed_at=article.changed_at,
        archived_at=article.archived_at,
        may_change=may_change(actor, article),
    )
