"""The table: deed × who. Each cell of the authorisation tests is read from here, and nothing else decides."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from deskbell.base.errors import Refusal, not_allowed
from deskbell.rights.actor import Actor, Role


class Deed(StrEnum):
    """What can be asked of Deskbell beyond looking."""

    TAKE = "take"
    BEGIN = "begin"
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"
    ASSIGN = "assign"
    RENAME = "rename"
    SET_PRIORITY = "set_priority"
    TAG = "tag"
    SET_PARAMETERS = "set_parameters"
    BIND = "bind"
    MERGE_CLIENTS = "merge_clients"
    SEE_CARDS = "see_cards"
    KEEP_CARDS = "keep_cards"
    NOTE = "note"
    FORWARD = "forward"
    JOIN = "join"
    TRANSFER = "transfer"
    RETOUCH = "retouch"
    MARK_SPAM = "mark_spam"
    KEEP_BLOCKLIST = "keep_blocklist"
    KEEP_TEMPLATES = "keep_templates"
    WRITE_AS_CLIENT = "write_as_client"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: holders of `roles` in the live chat, or the responsible operator; `online`: not while Offline."""

    roles: frozenset[Role] = frozenset()
    responsible: bool = False
    administrator: bool = False
    account: bool = False
    online: bool = True


OPERATOR, SUPERVISOR = frozenset({Role.OPERATOR}), frozenset({Role.SUPERVISOR})

TABLE: dict[Deed, Rule] = {
    Deed.TAKE: Rule(roles=OPERATOR),
    Deed.BEGIN: Rule(roles=OPERATOR),
    Deed.REPLY: Rule(responsible=True),
    Deed.CLOSE: Rule(responsible=True),
    Deed.REOPEN: Rule(roles=OPERATOR | SUPERVISOR),
    Deed.ASSIGN: Rule(roles=SUPERVISOR),
    Deed.RENAME: Rule(responsible=True, roles=SUPERVISOR),
    Deed.SET_PRIORITY: Rule(responsible=True, roles=SUPERVISOR),
    Deed.TAG: Rule(responsible=True, roles=SUPERVISOR),
    Deed.SET_PARAMETERS: Rule(responsible=True, roles=SUPERVISOR),
    Deed.BIND: Rule(responsible=True, roles=SUPERVISOR),
    Deed.MERGE_CLIENTS: Rule(responsible=True, roles=SUPERVISOR),
    Deed.SEE_CARDS: Rule(roles=frozenset(Role), administrator=True, online=False),
    Deed.KEEP_CARDS: Rule(roles=OPERATOR | SUPERVISOR),
    Deed.NOTE: Rule(roles=OPERATOR | SUPERVISOR),
    Deed.FORWARD: Rule(roles=OPERATOR | SUPERVISOR),
    Deed.JOIN: Rule(roles=SUPERVISOR),
    Deed.TRANSFER: Rule(responsible=True, roles=SUPERVISOR),
    Deed.RETOUCH: Rule(roles=OPERATOR | SUPERVISOR),
    Deed.MARK_SPAM: Rule(responsible=True, roles=SUPERVISOR),
    Deed.KEEP_BLOCKLIST: Rule(roles=OPERATOR | SUPERVISOR, administrator=True, online=False),
    Deed.KEEP_TEMPLATES: Rule(roles=SUPERVISOR, administrator=True, online=False),
    Deed.WRITE_AS_CLIENT: Rule(account=True, online=False),
    Deed.ADMINISTER: Rule(administrator=True, online=False),
}


def may(actor: Actor, deed: Deed, live_chat_id: UUID | None = None, operator_id: UUID | None = None) -> bool:
    """Whether the deed would be allowed, with the status of this moment."""
    return refusal_of(actor, deed, live_chat_id, operator_id) is None


def authorise(actor: Actor, deed: Deed, live_chat_id: UUID | None = None, operator_id: UUID | None = None) -> None:
    """Let the deed pass or raise why not: not_allowed (403) or offline_may_only_look (409)."""
    refused = refusal_of(actor, deed, live_chat_id, operator_id)
    if refused:
        raise refused


def may_anywhere(actor: Actor, deed: Deed) -> bool:
    """Whether the deed would be allowed in some live chat: for what belongs to none."""
    return any(may(actor, deed, live_chat_id, actor.id) for live_chat_id in (*actor.roles, None))


def authorise_anywhere(actor: Actor, deed: Deed) -> None:
    """Let a deed pass that belongs to no live chat, by a role in any; not_allowed or offline_may_only_look else."""
    if not may_anywhere(actor, deed):
        where = next((one for one in actor.roles if _entitled(actor, TABLE[deed], one, actor.id)), None)
        authorise(actor, deed, where, actor.id)


def refusal_of(actor: Actor, deed: Deed, live_chat_id: UUID | None, operator_id: UUID | None) -> Refusal | None:
    """None when allowed. `operator_id` is the responsible operator of the session at hand."""
    rule = TABLE[deed]
    if actor.kind == "system":
        return None
    if not _entitled(actor, rule, live_chat_id, operator_id):
        return not_allowed()
    if rule.online and actor.kind == "person" and actor.status == "offline":
        return Refusal("offline_may_only_look")
    return None


def _entitled(actor: Actor, rule: Rule, live_chat_id: UUID | None, operator_id: UUID | None) -> bool:
    if actor.kind == "account":
        return rule.account
    if rule.administrator and actor.administrator:
        return True
    held = actor.roles.get(live_chat_id, frozenset()) if live_chat_id else frozenset()
    if rule.responsible and operator_id == actor.id and held & (OPERATOR | SUPERVISOR):
        return True
    return bool(held & rule.roles)
