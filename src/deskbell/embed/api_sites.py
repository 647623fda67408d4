"""The administrators' door to applications that show Live Chat Messages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, patch, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.base.secrets import Keeper
from deskbell.embed import sites
from deskbell.embed.model import Site
from deskbell.rights.actor import Actor
from deskbell.settings import Settings

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class SiteOut(Out):
    """An application. `key` is public and stands in `aud`; `script` is what its pages load."""

    id: UUID
    name: str
    key: str
    origins: list[str]
    script: str
    frame_url: str
    created_at: datetime


class SiteList(Out):
    """All of them: there are few."""

    items: list[SiteOut]


class NewSite(Body):
    """Exact origins; at least one."""

    name: str
    origins: list[str]


class SiteChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    origins: list[str] | None = None


class SiteMade(Out):
    """The secret is shown this once; nobody can read it again."""

    site: SiteOut
    secret: str


class SiteSecret(Out):
    """Shown this once."""

    secret: str


def _out(site: Site, settings: Settings) -> SiteOut:
    return SiteOut(
        id=site.id,
        name=site.name,
        key=site.key,
        origins=site.origins,
        script=f"{settings.public_url}/embed/v1.js",
        frame_url=f"{settings.public_url}/embed/messages?site={site.key}",
        created_at=site.created_at,
    )


@get("/embed-sites")
async def list_sites(db: Db, actor: Asking, settings: Annotated[Settings, Injected]) -> SiteList:
    return SiteList(items=[_out(one, settings) for one in await sites.sites(db, actor)])


@post("/embed-sites")
async def add_site(
    db: Db,
    actor: Asking,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    data: NewSite,
) -> SiteMade:
    site, secret = await sites.add_site(db, keeper, actor, data.name, data.origins)
    return SiteMade(site=_out(site, settings), secret=secret)


@patch("/embed-sites/{site_id:uuid}")
async def change_site(
    db: Db, actor: Asking, settings: Annotated[Settings, Injected], site_id: UUID, data: SiteChange
) -> SiteOut:
    return _out(await sites.change_site(db, actor, site_id, data.name, data.origins), settings)


@post("/embed-sites/{site_id:uuid}/secret")
async def renew_site_secret(db: Db, actor: Asking, keeper: Annotated[Keeper, Injected], site_id: UUID) -> SiteSecret:
    return SiteSecret(secret=await sites.renew_secret(db, keeper, actor, site_id))


@post("/embed-sites/{site_id:uuid}/archive", status_code=204)
async def archive_site(db: Db, actor: Asking, site_id: UUID) -> None:
    await sites.archive_site(db, actor, site_id)


ROUTES = [list_sites, add_site, change_site, renew_site_secret, archive_site]
