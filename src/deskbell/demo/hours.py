"""When the town works, and what its live chats say by themselves: Support greets and says when it opens, Sales asks
whoever waits long for his patience."""

from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.live_chats.hours import AtWork, set_at_work
from deskbell.schedules import service as schedules
from deskbell.schedules.checking import checked_hours

ZONE = "Europe/Oslo"

SHOP = [
    *({"weekday": day, "from": "09:00", "until": "18:00"} for day in range(1, 6)),
    {"weekday": 6, "from": "10:00", "until": "15:00"},
]
OFFICE = [
    span
    for day in range(1, 6)
    for span in (
        {"weekday": day, "from": "08:00", "until": "12:00"},
        {"weekday": day, "from": "12:30", "until": "16:00"},
    )
]
DAYS_OFF = [
    {"name": "Christmas", "first": "2026-12-24", "last": "2026-12-26", "yearly": True, "spans": []},
    {"name": "New Year", "first": "2026-12-31", "last": "2026-01-01", "yearly": True, "spans": []},
    {
        "name": "Stock-taking",
        "first": "2027-01-15",
        "last": "2027-01-15",
        "yearly": False,
        "spans": [{"from": "12:00", "until": "18:00"}],
    },
]

OF_SALES = {
    "waiting": {
        "en": "Thank you for waiting, {{client}}. We are all with other customers; you keep your place.",
        "ru": "Спасибо, что ждёте. Все мы сейчас заняты с другими покупателями; ваше место в очереди сохраняется.",
    },
}
OF_SUPPORT = {
    "greeting": {
        "en": "Hello {{client}}, this is {{live_chat}}. Somebody reads your words in a moment.",
        "ru": "Здравствуйте! Это {{live_chat}}. Сейчас кто-нибудь прочтёт ваше сообщение.",
    },
    "outside_hours": {
        "en": "We are not at our desks now and open {{next_opening}}. Your message waits for us: it isn't lost.",
        "ru": "Сейчас мы не работаем и откроемся {{next_opening}}. Ваше сообщение дождётся нас: писать снова не нужно.",
    },
    "closed": {
        "en": "We closed this dialogue. If something is still open, just write here again.",
        "ru": "Мы закрыли этот диалог. Если что-то осталось нерешённым, просто напишите сюда снова.",
    },
}


async def keep_hours(db: Database, town: Town) -> None:
    """Schedules for both live chats, days off, and automatic words in both languages."""
    dmitri = await town.actor(db, "dmitri")
    async with db.transaction() as tx:
        shop = await schedules.add_schedule(tx, dmitri, "Shop hours", checked_hours(ZONE, SHOP, DAYS_OFF))
        office = await schedules.add_schedule(tx, dmitri, "Office hours", checked_hours(ZONE, OFFICE, DAYS_OFF[:2]))
    await set_at_work(db, dmitri, town.live_chats["Sales"], AtWork(shop, 600, OF_SALES))
    await set_at_work(db, dmitri, town.live_chats["Support"], AtWork(office, None, OF_SUPPORT))
