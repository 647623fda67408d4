"""Records of templates, articles and their folders."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

Kind = Literal["template", "article"]

NAME_MOST, CODE_MOST, TEXT_MOST = 150, 30, 10_000
TITLE_MOST, LINK_MOST, SUMMARY_MOST, MARKDOWN_MOST = 200, 2_000, 1_000, 100_000
TAGS_MOST, TAG_MOST = 10, 40
FOLDER_NAME_MOST, FOLDERS_MOST = 100, 200
FILES_MOST, FILE_BYTES_MOST = 10, 10 * 1024 * 1024
PLACES_MOST = 100
TEMPLATES_MOST, ARTICLES_MOST = 5_000, 5_000
"""So many of each may be in use."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of templates or of articles; `group_ids` may change what is in it, `items` are in use there."""

    id: UUID
    kind: Kind
    name: str
    group_ids: list[UUID]
    items: int


@dataclass(frozen=True, slots=True)
class Template:
    """A ready answer. `serves`: the live chats it names and those its groups work in; `uses` in the last 90 days."""

    id: UUID
    folder_id: UUID | None
    name: str
    code: str | None
    text: str
    live_chat_ids: list[UUID]
    group_ids: list[UUID]
    file_ids: list[UUID]
    changed_at: datetime
    archived_at: datetime | None
    folder_group_ids: list[UUID]
    serves: list[UUID]
    uses: int

    @property
    def everywhere(self) -> bool:
        return not self.live_chat_ids and not self.group_ids


@dataclass(frozen=True, slots=True)
class Article:
    """An entry with a link to the company's web resource; `html` is sanitised."""

    id: UUID
    folder_id: UUID | None
    title: str
    link: str | None
    summary: str
    markdown: str
    html: str
    tags: list[str]
    live_chat_ids: list[UUID]
    group_ids: list[UUID]
    changed_at: datetime
    archived_at: datetime | None
    folder_group_ids: list[UUID]
    serves: list[UUID]

    @property
    def everywhere(self) -> bool:
        return not self.live_chat_ids and not self.group_ids


@dataclass(frozen=True, slots=True)
class Card:
    """What of an article goes into a message, and into the list of suggestions."""

    id: UUID
    title: str
    link: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A template as the composer offers it, its variables not filled yet; `uses` here, in the last 90 days."""

    id: UUID
    name: str
    code: str | None
    text: str
    file_ids: list[UUID]
    uses: int


@dataclass(frozen=True, slots=True)
class TemplateWish:
    """A template as somebody wants it. No live chat and no group: it serves every live chat."""

    name: str
    text: str
    code: str | None = None
    folder_id: UUID | None = None
    live_chat_ids: list[UUID] = field(default_factory=list)
    group_ids: list[UUID] = field(default_factory=list)
    file_ids: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ArticleWish:
    """An article as somebody wants it."""

    title: str
    link: str | None = None
    summary: str = ""
    markdown: str = ""
    tags: list[str] = field(default_factory=list)
    folder_id: UUID | None = None
    live_chat_ids: list[UUID] = field(default_factory=list)
    group_ids: list[UUID] = field(default_factory=list)
