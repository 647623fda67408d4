"""How every entry answers that ends in a sign-in: Me, and the cookie."""

from litestar import Response

from deskbell.auth.gate import cookie_of, recheck
from deskbell.auth.me import Me, me
from deskbell.auth.model import Begun
from deskbell.auth.sign_ins import wrong_credentials
from deskbell.base.db import Database
from deskbell.settings import Settings


async def signed_in(db: Database, settings: Settings, begun: Begun) -> Response[Me]:
    """201 with Me and the new token's cookie."""
    actor = await recheck(db, begun.sign_in_id)
    if actor is None:
        raise wrong_credentials()
    return Response(await me(db, actor), status_code=201, cookies=[cookie_of(settings, begun.token)])
