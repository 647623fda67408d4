"""Web push bodies are what RFC 8291 says, and the signature what RFC 8292 says."""

from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from deskbell.notices.encryption import (
    PAYLOAD_MOST,
    Target,
    authorisation,
    encrypt,
    from_text,
    is_point,
    new_key,
    public_of,
    to_text,
)

# The example of RFC 8291, section 5 and appendix A.
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
TO = Target("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV", from_text(RECEIVER), from_text(AUTH))


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    body = encrypt(b"When I grow up, I want to be a watermelon", TO, from_text(SENDER), from_text(SALT))
    assert to_text(body) == BODY


def test_each_message_has_keys_of_its_own_and_fits_a_push_service() -> None:
    first, second = encrypt(b"the same", TO), encrypt(b"the same", TO)
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]
    assert len(encrypt(b"x" * PAYLOAD_MOST, TO)) == 4096 + 86 - 86
    with pytest.raises(ValueError, match="too long"):
        encrypt(b"x" * (PAYLOAD_MOST + 1), TO)


def test_the_signature_is_for_the_endpoints_origin_and_for_half_a_day() -> None:
    private, now = new_key(), datetime(2026, 3, 2, tzinfo=UTC)
    header = authorisation(private, TO.endpoint, "https://chat.example.org", now)
    scheme, _, rest = header.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(", "))
    assert (scheme, from_text(parts["k"])) == ("vapid", public_of(private))
    point = public_of(private)
    key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": to_text(point[1:33]), "y": to_text(point[33:])})
    token = jwt.decode(parts["t"], key, algorithms=["ES256"])
    assert token.claims == {
        "aud": "https://push.example.net",
        "exp": int(now.timestamp()) + 43_200,
        "sub": "https://chat.example.org",
    }


@pytest.mark.parametrize(
    "value", [b"", b"\x04" + bytes(64), from_text(RECEIVER)[:64], b"\x02" + from_text(RECEIVER)[1:]]
)
def test_what_is_no_point_of_the_curve_is_no_key(value: bytes) -> None:
    assert not is_point(value)
    assert is_point(from_text(RECEIVER))
