"""Views of the Sessions app that the town keeps: one that Anna shares with all at the desk, and one of Boris's own."""

from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.sessions.filters import Filters
from deskbell.sessions.views import ViewSettings, add_view


async def keep_views(db: Database, town: Town) -> None:
    """As they would in the table, with *Save view*."""
    rated = Filters(states=["closed"], ratings=[1, 2, 3])
    columns = ["number", "name", "operator", "live_chat", "rating", "close_reason", "closed_at", "preview"]
    settings = ViewSettings(filters=rated, columns=columns, sort="-closed_at")
    await add_view(db, await town.actor(db, "anna"), "Rated three stars or fewer", True, settings)
    urgent = Filters(live_chats=[town.live_chats["Sales"]], states=["waiting", "with_operator"], priorities=["high"])
    mine = ViewSettings(filters=urgent, columns=["number", "name", "queued_at", "group", "preview"], sort="queued_at")
    await add_view(db, await town.actor(db, "boris"), "Urgent in Sales", False, mine)
