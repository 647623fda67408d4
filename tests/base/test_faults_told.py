"""A mistake of ours is told without its trace, and logged without what an address keeps secret."""

import errno

import httpx
import pytest
from structlog.testing import capture_logs

from deskbell.auth import links


async def test_a_fault_on_a_link_does_not_log_its_token(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(links, "look_at_link", broken)
    with capture_logs() as logged:
        answer = await client.get("/api/v1/links/the-token-of-a-link")
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    (entry,) = [entry for entry in logged if entry["event"] == "fault"]
    assert entry["path"] == "/api/v1/links/{token}"
    assert "the-token-of-a-link" not in str(logged)


async def test_a_full_disk_is_answered_as_unavailable_and_logged(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/secret")

    monkeypatch.setattr(links, "look_at_link", full)
    with capture_logs() as logged:
        answer = await client.get("/api/v1/links/the-token-of-a-link")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    (entry,) = [entry for entry in logged if entry["event"] == "unavailable"]
    assert (entry["fault"], entry["errno"]) == ("OSError", errno.ENOSPC)
    assert "secret" not in str(logged)
