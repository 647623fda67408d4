"""How often a password may be tried: per address and per e-mail, counted in the database, so that a restart or a second
process forgets nothing."""

import hashlib
from datetime import datetime

from deskbell.base.db import Db
from deskbell.base.errors import too_many
from deskbell.base.rates import Buckets
from deskbell.base.sql import statements

SQL = statements(__package__)

MOST_BY_EMAIL = 10
MOST_BY_ADDRESS = 40
"""Wrong tries within 15 minutes. An office behind one address has several people who mistype."""

BUCKETS = Buckets(60, 2, "too_many_tries")
"""Per address, before anything is read or hashed; links and tickets of the set-up are tried against it too."""


class Tried:
    """One try, counted already. It stays counted unless it is forgiven."""

    def __init__(self, email_subject: str, rows: list[tuple[str, datetime]]) -> None:
        self._email_subject = email_subject
        self._rows = rows

    async def forgive(self, db: Db) -> None:
        """The password was right: this try and the earlier ones for that e-mail are forgotten."""
        await self.withdraw(db)
        await db.run(SQL.forget_subject, subject=self._email_subject)

    async def withdraw(self, db: Db) -> None:
        """The try was not judged: it does not count."""
        await db.run(SQL.forget_try, subjects=[s for s, _ in self._rows], times=[at for _, at in self._rows])


async def count_try(db: Db, address: str, email: str) -> Tried:
    """Count a try before it is judged; raises too_many_tries (429) with the seconds until the next is allowed."""
    BUCKETS.take(address)
    limits = {"address " + address: MOST_BY_ADDRESS, _of_email(email): MOST_BY_EMAIL}
    subjects = list(limits)
    noted = await db.all(SQL.note_try, subjects=subjects)
    tried = Tried(_of_email(email), [(row["subject"], row["at"]) for row in noted])
    counted = await db.all(SQL.count_tries, subjects=subjects)
    waits = [row["wait"] for row in counted if row["tries"] > limits[row["subject"]]]
    if waits:
        await tried.withdraw(db)
        raise too_many(max(waits), "too_many_tries")
    return tried


def _of_email(email: str) -> str:
    # Hashed: the table of failures is no list of who was ever typed in.
    return "email " + hashlib.sha256(email.encode("utf-8", "replace")).hexdigest()[:32]
