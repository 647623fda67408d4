"""The demo workspace: the town settled once in an empty database, with passwords to try and stories to see."""

from deskbell.auth.setup import give_password
from deskbell.base.db import Database
from deskbell.base.secrets import open_keeper
from deskbell.base.sql import statements
from deskbell.demo.blocklist import keep_blocklist
from deskbell.demo.cards import make_cards
from deskbell.demo.colleagues import confer
from deskbell.demo.customers import know_customers
from deskbell.demo.history import remember
from deskbell.demo.hours import keep_hours
from deskbell.demo.inside import open_inside
from deskbell.demo.stories import tell_stories
from deskbell.demo.templates import write_templates
from deskbell.demo.town import PEOPLE, email_of, settle
from deskbell.demo.views import keep_views
from deskbell.people.workspace import change_workspace, close_set_up
from deskbell.rights.actor import SYSTEM
from deskbell.settings import Settings

SQL = statements(__package__)

PASSWORD = "walk-the-town"  # noqa: S105 - of a demo on this machine only

ROLES = {
    "boris": "operator of Sales",
    "clara": "operator of Sales and Support",
    "anna": "supervisor of both",
    "dmitri": "administrator",
    "emil": "employee, writes to the help desk",
    "rita": "reader, finds messages on cards",
}


async def prepare(owner: Database, settings: Settings) -> None:
    """Settle the town unless somebody lives here already. `owner`: the database as its owner."""
    row = await owner.first(SQL.has_people)
    if row and row["settled"]:
        return
    site = shop_origin(settings)
    town = await settle(owner, [site, settings.public_url])
    for name in PEOPLE:
        await give_password(owner, town.people[name], PASSWORD)
    async with owner.transaction() as tx:
        await change_workspace(tx, SYSTEM, "Fjordline Cycles", "en", "Europe/Oslo")
        await close_set_up(tx)
    told = await tell_stories(owner, town, site)
    await confer(owner, town, told)
    await make_cards(owner, town, told)
    await keep_blocklist(owner, town)
    await know_customers(owner, open_keeper(settings.data, settings.deskbell_secret_key), town)
    await write_templates(owner, town, site)
    await open_inside(owner, open_keeper(settings.data, settings.deskbell_secret_key), town, site)
    await keep_hours(owner, town)
    await keep_views(owner, town)
    await remember(owner, town)


def shop_origin(settings: Settings) -> str:
    """The shop stands on localhost: for a browser another site than 127.0.0.1."""
    return f"http://localhost:{settings.port}"


def words(settings: Settings) -> str:
    """What the console says: where to look and whom to be."""
    people = "\n".join(f"    {email_of(name):<22} {role}" for name, role in ROLES.items())
    return (
        f"\n  Deskbell is ready.\n\n"
        f"  The desk        {settings.public_url}/\n"
        f"  The demo shop   {shop_origin(settings)}/demo-shop/\n"
        f"  Another application with Eva's messages  {shop_origin(settings)}/demo-books/\n\n"
        f"  Sign in at the desk (password {PASSWORD}) as\n{people}\n\n"
        f"  Write in the shop, answer at the desk. With ?customer=eva or ?customer=fred the shop signs them in.\n"
        f"  Ctrl-C ends everything.\n"
    )
