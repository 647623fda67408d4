"""The API channel: the signatures, the forms that come in, what an answer means; and forgeries of every kind."""

import json
import time

import pytest
from tests.fakes.webhook import sign

from deskbell.channels.contract import BadSignature, Message, RawRequest
from deskbell.channels.webhook import inbound, wire
from deskbell.channels.webhook.model import Settings
from deskbell.channels.webhook.signing import check, signature_of, signed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
BODY = b'{"type": "message", "account": {"id": "u"}, "message": {"id": "m", "text": "hi"}}'
NOW = 1_700_000_000


def test_the_signature_is_the_one_of_standard_webhooks() -> None:
    # The example that the specification's own libraries are tried by.
    given = signature_of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature_of(OTHER, "a", 5, BODY) == sign(OTHER, "a", 5, BODY)


def test_either_secret_is_good_while_one_is_renewed() -> None:
    both = signed([OTHER, SECRET], "msg_1", NOW, BODY)
    for secrets in ([SECRET], [OTHER], [OTHER, SECRET]):
        assert check(secrets, both, BODY, NOW) == "msg_1"
    assert check([OTHER, SECRET], signed([SECRET], "msg_1", NOW, BODY), BODY, NOW) == "msg_1"


def forgeries() -> dict[str, tuple[dict[str, str], bytes, float]]:
    good = signed([SECRET], "msg_1", NOW, BODY)
    signature = good["webhook-signature"]
    found: dict[str, tuple[dict[str, str], bytes, float]] = {
        "another secret": (signed([OTHER], "msg_1", NOW, BODY), BODY, NOW),
        "another id": (good | {"webhook-id": "msg_2"}, BODY, NOW),
        "no id": ({**good, "webhook-id": ""}, BODY, NOW),
        "another time": (good | {"webhook-timestamp": str(NOW + 1)}, BODY, NOW),
        "stale": (good, BODY, NOW + 301),
        "of the future": (good, BODY, NOW - 301),
        "no number": (good | {"webhook-timestamp": "soon"}, BODY, NOW),
        "a number of another script": (good | {"webhook-timestamp": "\u0661\u0662\u0663"}, BODY, NOW),
        "a long number": (good | {"webhook-timestamp": "9" * 400}, BODY, NOW),
        "no signature": ({**good, "webhook-signature": ""}, BODY, NOW),
        "another version": (good | {"webhook-signature": "v2" + signature[2:]}, BODY, NOW),
        "no version": (good | {"webhook-signature": signature[3:]}, BODY, NOW),
        "cut short": (good | {"webhook-signature": signature[:-4]}, BODY, NOW),
        "no headers": ({}, BODY, NOW),
        "truncated": (good, BODY[:-1], NOW),
        "empty": (good, b"", NOW),
        "written anew": (good, json.dumps(json.loads(BODY)).encode() + b"\n", NOW),
    }
    for place in range(0, len(BODY), 7):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        found[f"byte {place}"] = (good, changed, NOW)
    return found


@pytest.mark.parametrize("how", forgeries())
def test_what_is_forged_is_refused(how: str) -> None:
    headers, body, now = forgeries()[how]
    with pytest.raises(BadSignature):
        check([SECRET], headers, body, now)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nothing_is_genuine(secrets: list[str]) -> None:
    with pytest.raises(BadSignature):
        check(secrets, signed([SECRET], "msg_1", NOW, BODY), BODY, NOW)


@pytest.mark.parametrize(
    "told",
    [
        {"type": "unheard of", "account": {"id": "u"}},
        {"type": "message", "account": {"id": "u"}},
        {"type": "message", "account": {"id": ""}, "message": {"id": "m"}},
        {"type": "message", "account": {"id": "u" * 401}, "message": {"id": "m"}},
        {"type": "message", "account": {"id": 5}, "message": {"id": "m"}},
        {"type": "status", "account": {"id": "u"}, "message": {"id": "m"}, "state": "eaten"},
        {"type": "account", "account": {"id": "u"}, "state": "moved"},
        {"type": "edit", "account": {"id": "u"}, "message": {"id": "m", "text": " "}},
        ["a", "list"],
        "words",
        None,
        {},
    ],
)
def test_what_is_not_understood_is_kept_as_it_is(told: object) -> None:
    (event,) = inbound.events(told, "msg_9")
    assert (event.kind, event.payload, event.dedupe_key) == ("system", None, "id:msg_9")
    assert event.raw == told or event.raw == {"body": told}


def test_a_genuine_webhook_is_read_whole() -> None:
    told = {
        "type": "message",
        "source_id": "evt-17",
        "at": "2026-11-23T09:00:00Z",
        "position": 17,
        "account": {"id": "u-5", "chat_id": "c-5", "name": "Eva", "email": "eva@example.com", "new_field": 1},
        "message": {"id": "m-9", "text": "hi", "files": [{"url": "https://x.example/a.jpg", "type": "image/jpeg"}]},
    }
    body = json.dumps(told).encode()
    now = int(time.time())
    raw = RawRequest("POST", "", signed([SECRET], "msg_1", now, body), {}, body, "")
    settings = Settings("https://x.example/in", SECRET)
    inbound.verify(raw, settings)
    reply = inbound.receive(raw, settings)
    (event,) = reply.events
    assert (reply.status, event.dedupe_key, event.position) == (204, "source:evt-17", 17)
    assert (event.account.external_chat_id, event.account.aliases) == ("c-5", {"email": "eva@example.com"})
    assert isinstance(event.payload, Message)
    assert event.payload.attachments[0].kind == "image"


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "code", "wait"),
    [
        (500, {}, b"", "retry", "http_500", None),
        (503, {"retry-after": "17"}, b"", "retry", "http_503", 17.0),
        (401, {}, b"", "retry", "http_401", None),
        (404, {}, b"", "retry", "http_404", None),
        (302, {}, b"", "retry", "http_302", None),
        (429, {"retry-after": "3"}, b"", "rate_limited", "http_429", 3.0),
        (429, {"retry-after": "tomorrow"}, b"", "rate_limited", "http_429", None),
        (410, {}, b"", "channel_broken", "unsubscribed", None),
        (422, {}, b'{"detail": "no such number"}', "permanent", "http_422", None),
        (413, {}, b"", "permanent", "http_413", None),
        (403, {}, b'{"error": "blocked"}', "blocked", "http_403", None),
        (409, {}, b'{"error": "window_closed", "code": "24h"}', "window_closed", "24h", None),
        (409, {}, b'{"error": "channel_broken"}', "retry", "http_409", None),
        (400, {}, b"[1, 2", "permanent", "http_400", None),
    ],
)
def test_what_an_answer_means(
    status: int, headers: dict[str, str], body: bytes, kind: str, code: str, wait: float | None
) -> None:
    error = wire.classify(status, headers, body)
    assert (error.kind, error.code, error.retry_after) == (kind, code, wait)
