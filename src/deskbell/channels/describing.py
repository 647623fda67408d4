"""How channels are shown to administrators."""

from deskbell.base.secrets import Keeper
from deskbell.channels.credentials import marks_of
from deskbell.channels.registry import KINDS, hook_url
from deskbell.live_chats.model import Channel
from deskbell.live_chats.pages import ChannelPage, DescribeChannel, SecretPage


def describer(public_url: str, keeper: Keeper) -> DescribeChannel:
    """How channels are shown to administrators, for `live_chats` and for this room's own door."""

    def describe(channel: Channel) -> ChannelPage:
        kind = KINDS[channel.kind]
        addresses = kind.addresses(channel, public_url)
        marks = marks_of(keeper, channel) if kind.outside else []
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
            secrets=None if marks is None else [SecretPage(field=m.field, set_at=m.set_at, tail=m.tail) for m in marks],
            hook_url=hook_url(public_url, channel) if kind.outside and kind.outside.hook else None,
            created_at=channel.created_at,
        )

    return describe
