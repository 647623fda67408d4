"""What the kinds of channels declare, as data: forms are drawn from it, and the composer knows what fits."""

from typing import Any

from deskbell.base.http import Out
from deskbell.channels.contract import Field, Kind, Limits
from deskbell.channels.registry import KINDS
from deskbell.rights.actor import Actor


class FieldOut(Out):
    """One setting of a kind; its words stand on the desk under `channel.<kind>.<name>`."""

    name: str
    type: str
    required: bool
    default: Any
    most: int
    low: int
    high: int
    choices: list[str]
    generated: bool
    shown_once: bool
    advanced: bool


class LimitsOut(Out):
    """What fits into one message: text by `text_unit`, files in bytes by kind. `window_seconds`: null is always."""

    text_max: int
    text_unit: str
    caption_max: int
    file_max: dict[str, int]
    mime_allow: dict[str, list[str]] | None
    attachments_per_msg: int
    window_seconds: int | None


class KindOut(Out):
    """A kind of channel. `outside`: its clients are at a provider, and it is connected there. `hook`: the provider is
    given an address of ours. Fields are for administrators; others get none."""

    name: str
    outside: bool
    hook: bool
    fields: list[FieldOut]
    capabilities: list[str]
    limits: LimitsOut | None


class KindList(Out):
    """All of them: there are few, so `next` is always null."""

    items: list[KindOut]
    next: str | None = None


def kinds(actor: Actor) -> KindList:
    """All kinds, in the order of the registry; the fields of their forms for administrators alone."""
    return KindList(items=[_kind(kind, actor.administrator) for kind in KINDS.values()])


def _kind(kind: Kind, with_fields: bool) -> KindOut:
    outside = kind.outside
    return KindOut(
        name=kind.name,
        outside=outside is not None,
        hook=outside is not None and outside.hook,
        fields=[_field(field) for field in outside.fields] if outside and with_fields else [],
        capabilities=[one.name.lower() for one in outside.capabilities if one.name] if outside else [],
        limits=limits_out(outside.limits) if outside else None,
    )


def _field(field: Field) -> FieldOut:
    return FieldOut(
        name=field.name,
        type=field.type,
        required=field.required,
        default=field.default,
        most=field.most,
        low=field.low,
        high=field.high,
        choices=list(field.choices),
        generated=field.generated,
        shown_once=field.shown_once,
        advanced=field.advanced,
    )


def limits_out(limits: Limits) -> LimitsOut:
    """Limits as they are answered."""
    allowed = limits.mime_allow
    return LimitsOut(
        text_max=limits.text_max,
        text_unit=limits.text_unit,
        caption_max=limits.caption_max,
        file_max=dict(limits.file_max),
        mime_allow=None if allowed is None else {kind: sorted(types) for kind, types in allowed.items()},
        attachments_per_msg=limits.attachments_per_msg,
        window_seconds=None if limits.window is None else round(limits.window.total_seconds()),
    )
