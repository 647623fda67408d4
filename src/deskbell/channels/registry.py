"""The kinds of channel there are."""

from deskbell.base.errors import invalid
from deskbell.channels.contract import Kind
from deskbell.channels.internal.settings import INTERNAL
from deskbell.channels.widget.settings import WIDGET
from deskbell.live_chats.model import Channel
from deskbell.live_chats.pages import ChannelPage, DescribeChannel
from deskbell.sessions.editing import Rules

KINDS: dict[str, Kind] = {kind.name: kind for kind in (WIDGET, INTERNAL)}


def kind_named(name: str) -> Kind:
    """The kind an administrator asked for; `unknown` else."""
    if name not in KINDS:
        raise invalid(kind="unknown")
    return KINDS[name]


def message_rules(name: str) -> Rules:
    """What a kind of channel can do with a message that was sent."""
    kind = KINDS[name]
    return Rules(kind.edits, kind.deletes)


def describer(public_url: str) -> DescribeChannel:
    """How channels are shown to administrators, for `live_chats` and for this room's own door."""

    def describe(channel: Channel) -> ChannelPage:
        kind = KINDS[channel.kind]
        addresses = kind.addresses(channel, public_url)
        return ChannelPage(
            id=channel.id,
            live_chat_id=channel.live_chat_id,
            kind=channel.kind,
            name=channel.name,
            key=channel.key,
            state=channel.state,
            settings=dict(kind.shown_settings(channel.settings)),
            has_identity_secret=kind.signed_identity and channel.secrets is not None,
            snippet=addresses.snippet if addresses else None,
            frame_url=addresses.frame_url if addresses else None,
            created_at=channel.created_at,
        )

    return describe
