"""What the town says of its sessions: a few tags, reasons to close, and fields that Sales and Support ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.live_chats import labels, parameters
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions import labelling

TAGS = ("Delivery", "Wholesale", "Complaint", "Spare parts")
REASONS = ("Sold", "Answered", "No answer", "Not for us")
CHOICES = tuple(
    {"key": key, "names": {"en": en, "ru": ru}}
    for key, en, ru in (("city", "City", "Город"), ("tour", "Touring", "Туризм"), ("child", "Children", "Детские"))
)


@dataclass(frozen=True)
class Labels:
    """Ids by name."""

    tags: dict[str, UUID]
    reasons: dict[str, UUID]


async def define(db: Database, town: Town) -> Labels:
    """As an administrator would, in the settings."""
    tags = {name: await labels.add_tag(db, SYSTEM, name) for name in TAGS}
    reasons = {name: await labels.add_close_reason(db, SYSTEM, name, None) for name in REASONS}
    add = parameters.add_parameter
    order = await add(db, SYSTEM, "order", "text", {"en": "Order", "ru": "Заказ"}, [])
    line = await add(db, SYSTEM, "line", "choice", {"en": "Product line", "ru": "Линейка"}, CHOICES)
    await parameters.switch_on(db, SYSTEM, town.live_chats["Sales"], [order, line], [False, False])
    await parameters.switch_on(db, SYSTEM, town.live_chats["Support"], [order], [False])
    return Labels(tags, reasons)


async def put(
    db: Database, actor: Actor, session_id: UUID, defined: Labels, tags: Sequence[str], values: dict[str, str]
) -> None:
    """What an operator notes beside the messages."""
    if tags:
        await labelling.set_tags(db, actor, session_id, [defined.tags[name] for name in tags])
    if values:
        await labelling.set_parameters(db, actor, session_id, values)
