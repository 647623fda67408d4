"""Of the story of every kind of event: what a client thinks of it."""

from typing import Any


async def ask_for_ratings(story: Any) -> None:
    """Sales asks its clients from now on; to a page that stood before, that is told with the next look."""
    sales = story.house.town.live_chats["Sales"]
    asks = await story.desks["dmitri"].patch(f"/api/v1/live-chats/{sales}", json={"ask_rating": True})
    assert asks.status_code == 200, asks.text
    story.kept = {}


async def rated(story: Any, stars: int, words: str | None = None) -> None:
    """Eva says what she thinks of it."""
    body = {"rating": stars, "comment": words}
    answer = await story.eva.call("PUT", f"/sessions/{story.session}/rating", json=body)
    assert answer.status_code == 200, answer.text
