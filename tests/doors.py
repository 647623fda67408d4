"""The doors of HTTP, made once for a test process: making them is dear, and whose house is behind them is asked anew at
each request. Any number of houses may stand at once."""

from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Litestar

from deskbell.app import Doors, House, framework
from deskbell.base.db import Database
from deskbell.settings import Settings

_behind: ContextVar[House] = ContextVar("the house behind the doors")


class SharedDoors(Doors):
    """As `deskbell.app.build` makes them, but that their HTTP is shared."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        _behind.set(self.house)
        await super().__call__(scope, receive, send)


def doors_to(settings: Settings, db: Database) -> Doors:
    """A house of one's own behind the doors that all houses of these settings share."""
    anywhere = replace(settings, data=Path("/"), database_url=None)
    return SharedDoors(_framework(anywhere), House(settings, db))


@cache
def _framework(settings: Settings) -> Litestar:
    return framework(settings, _behind.get)
