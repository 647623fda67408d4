"""The shop's ready answers and articles, and how often the town has used them."""

from collections.abc import Sequence
from uuid import UUID

from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.rights.actor import SYSTEM
from deskbell.templates import articles, folders, offering, service
from deskbell.templates.model import ArticleWish, TemplateWish

TEMPLATES: Sequence[tuple[str, str, str, str, str, int]] = (
    ("Greetings", "Good morning", "hi", "Hello {{client|there}}, {{operator}} here. What can I do for you?", "", 64),
    (
        "Greetings",
        "Здравствуйте",
        "здр",
        "Здравствуйте, {{client|уважаемый покупатель}}! Меня зовут {{operator}}.",
        "",
        18,
    ),
    ("Greetings", "One moment", "wait", "One moment, {{client|please}}: I am looking it up for you.", "", 41),
    ("Greetings", "Goodbye", "bye", "You are welcome, {{client|and have a good ride}}! Write to us any time.", "", 33),
    (
        "Delivery",
        "Where is my order",
        "where",
        "Your order {{parameter.order}} left our workshop on {{day}} and is with the carrier: two working days.",
        "Sales",
        27,
    ),
    (
        "Delivery",
        "Delivery abroad",
        "abroad",
        "We deliver to Sweden, Denmark and Finland within five working days. Bicycles travel 90 % assembled; pedals "
        "and handlebars are fitted with the tool in the box.",
        "Sales",
        12,
    ),
    (
        "Workshop",
        "Book the workshop",
        "book",
        "Gladly. We have room on {{day}} at {{hour}}. Please bring the bicycle clean and dry; the check takes about an "
        "hour. Your number is {{number}}.",
        "Support",
        22,
    ),
    (
        "Workshop",
        "Gears jump",
        "gears",
        "That is most often the cable, which stretches in the first weeks. Turn the barrel adjuster at the rear gear "
        "half a turn anticlockwise and try again. If it still jumps, come by: we do it while you wait.",
        "Support",
        9,
    ),
)
"""Folder, name, code, text, the live chat it serves ("" for all), uses."""

RETURNS = """## In thirty days, for any reason

1. Write to us with your order number.
2. Put everything back into its box, *the tool too*.
3. We send the carrier to you, free of charge.

The money is back on your card **within five working days** after it has arrived.

| What | How long |
|---|---|
| Bicycles, frames | 30 days |
| Clothes, helmets | 60 days |
"""

GEARS = """## Adjust the rear gear

A new cable stretches. Do this after the first hundred kilometres:

- Shift to the smallest cog.
- Turn the barrel adjuster **half a turn anticlockwise**.
- Pedal, shift up one. Repeat until it climbs without noise.

> Does the chain fall behind the largest cog? Stop, and bring it in.
"""

ARTICLES: Sequence[tuple[str, str, str, str, Sequence[str], str]] = (
    (
        "Returns and refunds",
        "returns.html",
        "Thirty days, for any reason; we send the carrier.",
        RETURNS,
        ("return", "refund", "возврат"),
        "",
    ),
    (
        "Delivery times and prices",
        "delivery.html",
        "Two working days in Norway, five in the Nordic countries.",
        "Free from 1,500 kr. Below that it is 149 kr.",
        ("delivery", "shipping", "packed", "доставка"),
        "",
    ),
    (
        "When the gears jump",
        "gears.html",
        "How to adjust the rear gear at home, in five minutes.",
        GEARS,
        ("gears", "chain", "передачи"),
        "",
    ),
    (
        "Which frame size fits me",
        "sizes.html",
        "A table by height, and how to measure the inside leg.",
        "| Height | Frame |\n|---|---|\n| 160–170 cm | 52 |\n| 170–180 cm | 56 |\n| 180–190 cm | 60 |",
        ("size", "frame", "рама", "размер"),
        "Sales",
    ),
    (
        "Trading in your old bicycle",
        "trade-in.html",
        "Bring it along: we look at it and take its worth off the price.",
        "",
        ("part exchange", "trade-in", "old bicycle"),
        "Sales",
    ),
)
"""Title, page of the site, summary, Markdown, tags, the live chat it serves ("" for all)."""


async def write_templates(owner: Database, town: Town, site: str) -> None:
    """As supervisors would have, over some weeks. `owner`: the database as its owner; `site`: the shop's origin."""
    named: dict[str, UUID] = {}
    for folder, name, code, text, live_chat, uses in TEMPLATES:
        if folder not in named:
            keepers = [town.groups["Support operators"]] if folder == "Workshop" else []
            named[folder] = await folders.add_folder(owner, SYSTEM, "template", folder, keepers)
        wish = TemplateWish(name, text, code, named[folder], _places(town, live_chat))
        template = await service.add(owner, SYSTEM, wish)
        for chat in [live_chat] if live_chat else list(town.live_chats):
            await offering.add_uses(owner, template.id, town.live_chats[chat], uses)
    for title, page, summary, markdown, tags, live_chat in ARTICLES:
        link = f"{site}/demo-shop/{page}"
        article = ArticleWish(title, link, summary, markdown, list(tags), None, _places(town, live_chat))
        await articles.add(owner, SYSTEM, article)


def _places(town: Town, live_chat: str) -> list[UUID]:
    return [town.live_chats[live_chat]] if live_chat else []
