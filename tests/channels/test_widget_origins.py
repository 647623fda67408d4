"""Sites are exact origins: what a browser sends, and what may stand in `frame-ancestors`."""

import pytest

from deskbell.channels.widget.origins import NotAnOrigin, exact_origin


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://shop.example", "https://shop.example"),
        ("  HTTPS://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80/", "http://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://магазин.рф", "https://xn--80aairftm.xn--p1ai"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://a_b.shop.example", "https://a_b.shop.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(written: str, meant: str) -> None:
    assert exact_origin(written) == meant
    assert exact_origin(meant) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("https://*.shop.example", "wildcard"),
        ("*", "wildcard"),
        ("https://shop.example/path", "has_path"),
        ("https://shop.example?", "has_path"),
        ("https://shop.example/#", "has_path"),
        ("", "not_an_origin"),
        ("null", "not_an_origin"),
        ("shop.example", "not_an_origin"),
        ("//shop.example", "not_an_origin"),
        ("https:///shop.example", "not_an_origin"),
        ("ftp://shop.example", "not_an_origin"),
        ("javascript:alert(1)", "not_an_origin"),
        ("data:text/html,x", "not_an_origin"),
        ("https://user@shop.example", "not_an_origin"),
        ("https://shop.example:0", "not_an_origin"),
        ("https://shop.example:65536", "not_an_origin"),
        ("https://shop.example:x", "not_an_origin"),
        ("https://shop..example", "not_an_origin"),
        ("https://shop.example.", "not_an_origin"),
        ("https://-shop.example", "not_an_origin"),
        ("https://[::1]:8080", "not_an_origin"),
        ("https://shop.example; script-src *", "wildcard"),
        ("https://shop.example; script-src", "not_an_origin"),
        ("https://shop.example 'self'", "not_an_origin"),
        ("https://shop.example,https://other.example", "not_an_origin"),
        ("https://shop.example\r\nX-Header: 1", "not_an_origin"),
        ("https://shop\x00.example", "not_an_origin"),
        ("https://shop\\.example", "not_an_origin"),
        ("https://shop%2eexample", "not_an_origin"),
        ("https://" + "a" * 64 + ".example", "not_an_origin"),
        ("https://" + "a." * 200 + "example", "not_an_origin"),
    ],
)
def test_whatever_is_no_exact_origin_is_refused_with_its_reason(written: str, code: str) -> None:
    with pytest.raises(NotAnOrigin) as refused:
        exact_origin(written)
    assert refused.value.code == code
