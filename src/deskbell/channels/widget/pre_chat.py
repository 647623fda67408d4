"""The form before the first message: what the site wants to know is asked alike at every door."""

from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.http import Body
from deskbell.channels.widget.settings import WidgetSettings
from deskbell.channels.widget.visitors import Visitor, take_claims
from deskbell.clients.model import Identity

NAME_MOST, EMAIL_MOST, PHONE_MOST = 100, 254, 40


class PreChatBody(Body):
    """The answers of the form before the first message."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


async def take_answers(db: Database, look: WidgetSettings, visitor: Visitor, given: PreChatBody | None) -> None:
    """Required answers are asked of a visitor once: what the account has already is not asked again."""
    if not look.pre_chat.enabled:
        return
    answers = _checked_answers(given)
    held = {"name": visitor.account_name, "email": visitor.email, "phone": visitor.phone}
    missing = {
        f"pre_chat.{field.key}": "missing"
        for field in look.pre_chat.fields
        if field.required and not (answers.get(field.key) or held[field.key])
    }
    if missing and not visitor.verified:
        raise invalid(**missing)
    if any(answers.values()):
        identity = Identity(visitor.external_id, answers.get("name"), answers.get("email"), answers.get("phone"))
        async with db.transaction() as tx:
            await take_claims(tx, visitor.actor(), visitor.account_id, identity)


def _checked_answers(given: PreChatBody | None) -> dict[str, str | None]:
    if given is None:
        return {}
    name = " ".join((given.name or "").split())
    email, phone = (given.email or "").strip(), (given.phone or "").strip()
    wrong = {}
    if len(name) > NAME_MOST:
        wrong["pre_chat.name"] = "too_long"
    if email and (len(email) > EMAIL_MOST or "@" not in email.strip("@") or any(c.isspace() for c in email)):
        wrong["pre_chat.email"] = "invalid"
    if phone and (len(phone) > PHONE_MOST or sum(c.isdigit() for c in phone) < 3):
        wrong["pre_chat.phone"] = "invalid"
    if wrong:
        raise invalid(**wrong)
    return {"name": name or None, "email": email or None, "phone": phone or None}
