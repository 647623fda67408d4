"""The town's blocklist: a domain that only sends offers, a network over a weekend, and a school as an exception."""

from datetime import timedelta
from uuid import UUID

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.blocklist import service
from deskbell.blocklist.service import Wish
from deskbell.channels.intake import take_in
from deskbell.channels.widget import visitors
from deskbell.clients.model import Identity
from deskbell.demo.town import Town
from deskbell.sessions.post import Draft


async def keep_blocklist(db: Database, town: Town) -> None:
    """List them, and let one of the blocked write, for the Sessions app to have spam to show."""
    sales = [town.live_chats["Sales"]]
    month = clock.now() + timedelta(days=30)
    entries = (
        ("dmitri", Wish("block", "Offers nobody asked for", "mail_domain", "@offers.example")),
        ("anna", Wish("block", "Weekend of the robots", "address", "198.51.100.0/24", None, sales, month)),
        ("anna", Wish("block", "Shouts at everybody", "phone", "+47 21 00 99 99", None, sales)),
        ("dmitri", Wish("allow", "School of Eva's children", "mail_domain", "school.offers.example")),
    )
    for name, wish in entries:
        await service.add(db, await town.actor(db, name), wish)
    channel = town.channels["Sales"]
    async with db.transaction() as tx:
        about = visitors.anonymous("en", {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)"})
        identity = Identity(about.external_id, "Bargain desk", "deals@offers.example", details=about.details)
        visitor, _ = await visitors.admit(tx, channel, identity)
    account = await visitors.account_of(db, visitor)
    for text in ("Bicycle parts at half the price, today only!", "Last chance. Answer with your order."):
        draft = Draft(UUID(int=0), new_id(), text)
        await take_in(db, channel, account, visitor.actor(), draft, address="198.51.100.7")
