"""Between the word that a line to the database ends and its end, requests are refused as unavailable."""

import httpx

from deskbell.base.db import Database

FATAL = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
"""As PostgreSQL writes it to a connection that nobody is using: message E, its length, its fields."""


async def test_a_line_that_is_about_to_end_is_unavailable_and_the_next_try_succeeds(
    client: httpx.AsyncClient, db: Database
) -> None:
    for connection in list(db._lines.open):
        connection._protocol.data_received(b"E" + (len(FATAL) + 4).to_bytes(4, "big") + FATAL)
    try:
        answer = await client.get("/api/v1/links/the-token-of-a-link")
    finally:
        db._lines.cut()
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    again = await client.get("/api/v1/links/the-token-of-a-link")
    assert (again.status_code, again.json()["code"]) == (404, "link_used_up")
