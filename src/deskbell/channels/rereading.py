"""Reading once more what could not be read: after an update that can, or to see that it still cannot.

What comes of it is stored as if it had come now and stands in the line by itself; what was unread is worked with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from deskbell.base.db import Database
from deskbell.channels import inbox
from deskbell.channels.contract import Link, Outside
from deskbell.channels.events import InboundEvent, RawRequest

READ = "read_anew"


def of(event: InboundEvent) -> Mapping[str, Any] | None:
    """What is kept of something unread; None for every other event."""
    kept = event.raw.get("unread")
    return kept if isinstance(kept, Mapping) else None


async def reread(db: Database, outside: Outside, link: Link[Any], kept: Mapping[str, Any]) -> str:
    """Read it, and store what it says; the outcome. Raises what reading raises."""
    events: Sequence[InboundEvent] = ()
    if "body" in kept and outside.receive is not None:
        body = str(kept["body"]).encode()
        events = outside.receive(RawRequest("POST", link.hook_url, {}, {}, body, ""), link.settings).events
    elif outside.reread is not None:
        events = await outside.reread(link, kept)
    if not events:
        raise ValueError("nothing in it can be read")
    async with db.transaction() as tx:
        await inbox.store(tx, link.channel_id, events, outside.album_seconds)
    return READ
