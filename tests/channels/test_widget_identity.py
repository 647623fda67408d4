"""A signed identity counts only when every claim of it holds; each refusal says why, and opens nothing."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deskbell.base.errors import Refusal
from deskbell.channels.widget.identity import verify

SECRET = "k3sZ-quiet-harbour-lantern-of-the-town-9Qx"
OTHER = "another-widget-of-the-same-town-has-this-1"
KEY = "dR8mX2pLq0TzV5nB7yWcAg"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {
    "aud": KEY,
    "sub": "customer-17",
    "jti": "0f6c2b",
    "iat": SECONDS,
    "exp": SECONDS + 3600,
}
HEADER: dict[str, Any] = {"alg": "HS256", "typ": "JWT"}


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def signed(claims: object, header: object = HEADER, secret: str = SECRET, digest: str = "sha256") -> str:
    """A token written by hand, so that the library that reads it is not the one that judges itself."""
    said = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{said}.{encoded(hmac.digest(secret.encode(), said.encode(), digest))}"


def reason_of(token: str, secret: str | None = SECRET) -> str:
    with pytest.raises(Refusal) as refused:
        verify(token, secret, KEY, NOW)
    assert (refused.value.code, refused.value.status) == ("identity_refused", 401)
    return str(refused.value.params["reason"])


def without(claim: str) -> dict[str, Any]:
    return {name: value for name, value in CLAIMS.items() if name != claim}


def test_a_signed_visitor_is_known_by_what_his_site_says() -> None:
    claims = CLAIMS | {"name": " Eva ", "email": "Eva@Town.Example", "phone": "+49 30 1234-56", "role": "admin"}
    identity = verify(signed(claims), SECRET, KEY, NOW)
    assert (identity.subject, identity.token_id) == ("customer-17", "0f6c2b")
    assert identity.expires_at == NOW + timedelta(hours=1)
    assert (identity.name, identity.email, identity.phone) == ("Eva", "eva@town.example", "+49 30 1234-56")


def test_name_and_addresses_may_be_absent_null_or_blank() -> None:
    for claims in (CLAIMS, CLAIMS | {"name": None, "email": None, "phone": None}, CLAIMS | {"name": " ", "email": ""}):
        identity = verify(signed(claims), SECRET, KEY, NOW)
        assert (identity.name, identity.email, identity.phone) == (None, None, None)


def test_ids_that_differ_in_case_are_different_visitors() -> None:
    lower = verify(signed(CLAIMS | {"sub": "Eva"}), SECRET, KEY, NOW)
    upper = verify(signed(CLAIMS | {"sub": "EVA"}), SECRET, KEY, NOW)
    assert lower.subject != upper.subject


def test_an_audience_may_be_a_list_of_this_one_widget() -> None:
    assert verify(signed(CLAIMS | {"aud": [KEY]}), SECRET, KEY, NOW).subject == "customer-17"


def test_a_header_without_type_is_a_token_too() -> None:
    assert verify(signed(CLAIMS, {"alg": "HS256"}), SECRET, KEY, NOW).subject == "customer-17"


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_without_a_proper_secret_nobody_is_known(secret: str | None) -> None:
    assert reason_of(signed(CLAIMS, secret=secret or "x"), secret) == "no_secret"
    assert reason_of(signed(CLAIMS), secret) == "no_secret"


def test_another_widgets_secret_proves_nothing_here() -> None:
    assert reason_of(signed(CLAIMS, secret=OTHER)) == "signature"
    assert reason_of(signed(CLAIMS, secret=" ")) == "signature"


def test_a_token_for_another_widget_is_refused() -> None:
    assert reason_of(signed(CLAIMS | {"aud": KEY.lower()})) == "audience"
    assert reason_of(signed(CLAIMS | {"aud": [KEY, "other"]})) == "audience"
    assert reason_of(signed(CLAIMS | {"aud": []})) == "audience"
    assert reason_of(signed(CLAIMS | {"aud": {KEY: 1}})) == "audience"
    assert reason_of(signed(CLAIMS | {"aud": KEY + "\x00"})) == "audience"


def test_a_claim_that_was_changed_breaks_the_signature() -> None:
    head, _, tail = signed(CLAIMS).split(".")
    forged = encoded(json.dumps(CLAIMS | {"sub": "customer-18"}).encode())
    assert reason_of(f"{head}.{forged}.{tail}") == "signature"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None", "typ": "JWT"},
        {"alg": "HS384"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "ES256"},
        {"alg": "hs256"},
        {"alg": ""},
        {"typ": "JWT"},
        {"alg": None},
        {"alg": ["HS256"]},
        {"alg": 256},
        [],
        "HS256",
    ],
)
def test_the_algorithm_is_ours_and_never_the_headers(header: object) -> None:
    assert reason_of(signed(CLAIMS, header)) in ("algorithm", "malformed")
    head, claims, _ = signed(CLAIMS, header).split(".")
    assert reason_of(f"{head}.{claims}.") in ("algorithm", "malformed", "signature")


def test_a_stronger_digest_under_our_name_is_still_not_ours() -> None:
    assert reason_of(signed(CLAIMS, digest="sha512")) == "signature"
    assert reason_of(signed(CLAIMS, {"alg": "HS512"}, digest="sha512")) == "algorithm"


@pytest.mark.parametrize(
    "header",
    [
        HEADER | {"crit": ["b64"], "b64": False},
        HEADER | {"crit": ["exp"]},
        HEADER | {"typ": "at+jwt"},
    ],
)
def test_headers_that_ask_for_more_are_refused(header: dict[str, Any]) -> None:
    assert reason_of(signed(CLAIMS, header)) == "malformed"


def test_a_key_that_the_token_brings_along_is_not_used() -> None:
    jwk = {"kty": "oct", "k": encoded(OTHER.encode())}
    assert reason_of(signed(CLAIMS, HEADER | {"jwk": jwk}, secret=OTHER)) in ("signature", "malformed")
    assert reason_of(signed(CLAIMS, HEADER | {"kid": "../../etc/passwd"}, secret=OTHER)) == "signature"


@pytest.mark.parametrize("claim", ["aud", "sub", "jti", "iat", "exp"])
def test_every_claim_is_mandatory(claim: str) -> None:
    assert reason_of(signed(without(claim))) == f"{claim}_missing"
    assert reason_of(signed(CLAIMS | {claim: None})) in (f"{claim}_missing", "audience")


@pytest.mark.parametrize("claim", ["iat", "exp", "nbf"])
@pytest.mark.parametrize("value", ["1772366400", True, [], {}, -1, 0, 10**12, float("inf"), float("nan")])
def test_a_time_is_a_number_of_seconds(claim: str, value: object) -> None:
    assert reason_of(signed(CLAIMS | {claim: value})) == f"{claim}_invalid"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exp": SECONDS}, "expired"),
        ({"exp": SECONDS - 1}, "expired"),
        ({"iat": SECONDS - 200_000, "exp": SECONDS - 100_000}, "expired"),
        ({"iat": SECONDS + 61}, "not_yet"),
        ({"nbf": SECONDS + 61}, "not_yet"),
        ({"exp": SECONDS + 24 * 3600 + 1}, "lifetime"),
        ({"iat": SECONDS - 3600, "exp": SECONDS + 24 * 3600 - 3599}, "lifetime"),
        ({"iat": SECONDS + 60, "exp": SECONDS + 24 * 3600 + 60}, "lifetime"),
    ],
)
def test_a_token_lives_within_its_day(change: dict[str, Any], reason: str) -> None:
    assert reason_of(signed(CLAIMS | change)) == reason


@pytest.mark.parametrize(
    "change",
    [
        {"exp": SECONDS + 24 * 3600},
        {"exp": SECONDS + 1},
        {"iat": SECONDS + 60},
        {"iat": SECONDS - 100, "nbf": SECONDS + 60},
        {"iat": SECONDS - 0.5, "exp": SECONDS + 60.5},
    ],
)
def test_a_token_at_the_edge_of_its_day_still_counts(change: dict[str, Any]) -> None:
    assert verify(signed(CLAIMS | change), SECRET, KEY, NOW).subject == "customer-17"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sub": ""}, "sub_invalid"),
        ({"sub": 17}, "sub_invalid"),
        ({"sub": {"$ne": ""}}, "sub_invalid"),
        ({"sub": "x" * 256}, "sub_invalid"),
        ({"sub": " eva"}, "sub_invalid"),
        ({"sub": "e\x00va"}, "sub_invalid"),
        ({"sub": "e\ud800va"}, "sub_invalid"),
        ({"sub": "e\nva"}, "sub_invalid"),
        ({"jti": ""}, "jti_invalid"),
        ({"jti": 1}, "jti_invalid"),
        ({"jti": "x" * 129}, "jti_invalid"),
        ({"name": 1}, "name_invalid"),
        ({"name": "x" * 101}, "name_invalid"),
        ({"name": "E\x1bva"}, "name_invalid"),
        ({"email": "eva"}, "email_invalid"),
        ({"email": "eva@town"}, "email_invalid"),
        ({"email": "a@b.example, c@d.example"}, "email_invalid"),
        ({"email": ["eva@town.example"]}, "email_invalid"),
        ({"email": "x" * 250 + "@a.bc"}, "email_invalid"),
        ({"phone": "call me"}, "phone_invalid"),
        ({"phone": 4930123456}, "phone_invalid"),
    ],
)
def test_claims_of_another_form_are_refused_by_name(change: dict[str, Any], reason: str) -> None:
    assert reason_of(signed(CLAIMS | change)) == reason


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "a.b",
        "a.b.c.d.e",
        signed(CLAIMS) + ".x",
        signed(CLAIMS)[:-10],
        signed(CLAIMS).replace(".", ". ", 1),
        signed(CLAIMS | {"pad": "x" * 5000}),
        signed([]),
        signed("eva"),
        signed(None),
        "é" + signed(CLAIMS)[1:],
        "\x00" * 10,
        signed(CLAIMS) + "\n",
        "Bearer " + signed(CLAIMS),
    ],
)
def test_what_is_no_token_is_refused_in_words(token: str) -> None:
    assert reason_of(token) in ("malformed", "signature")


def test_a_payload_nested_without_end_is_refused() -> None:
    said = f"{encoded(json.dumps(HEADER).encode())}.{encoded(b'[' * 2000)}"
    tail = encoded(hmac.new(SECRET.encode(), said.encode(), hashlib.sha256).digest())
    assert reason_of(f"{said}.{tail}") == "malformed"
