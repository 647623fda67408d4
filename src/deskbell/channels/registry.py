"""The kinds of channel there are."""

from deskbell.base.errors import invalid
from deskbell.channels.contract import Kind
from deskbell.channels.email.settings import EMAIL
from deskbell.channels.internal.settings import INTERNAL
from deskbell.channels.line.settings import LINE
from deskbell.channels.telegram.settings import TELEGRAM
from deskbell.channels.viber.settings import VIBER
from deskbell.channels.webhook.settings import WEBHOOK
from deskbell.channels.widget.settings import WIDGET
from deskbell.live_chats.model import Channel
from deskbell.sessions.editing import Rules

KINDS: dict[str, Kind] = {kind.name: kind for kind in (WIDGET, INTERNAL, TELEGRAM, VIBER, LINE, WEBHOOK, EMAIL)}

SILENT = frozenset({EMAIL.name})
"""Where no automatic words are said: a letter may be answered by a machine, that one by ours, and so on for ever."""


def kind_named(name: str) -> Kind:
    """The kind an administrator asked for; `unknown` else."""
    if name not in KINDS:
        raise invalid(kind="unknown")
    return KINDS[name]


def message_rules(name: str) -> Rules:
    """What a kind of channel can do with a message that was sent."""
    kind = KINDS[name]
    return Rules(kind.edits, kind.deletes)


def hook_url(public_url: str, channel: Channel) -> str:
    """Where a provider sends what comes in: its key is 128 random bits, told to nobody else."""
    return f"{public_url}/hooks/{channel.key}"
