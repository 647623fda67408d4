"""What the receiving server found out about a letter's sender, read so that the sender cannot write it himself."""

import pytest

from deskbell.channels.email.belonging import authenticated

SERVER = "mx.shop.example"


def verdict(results: str) -> str:
    return authenticated([f"{SERVER}; {results}"], {SERVER}, "client.example").verdict


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=client.example",
        "spf=fail smtp.mailfrom=list.example; dkim=pass (2048-bit key) header.d=client.example; dmarc=pass (p=reject)",
        'dkim=pass header.d="client.example"',
        "spf=pass smtp.mailfrom=eva@client.example",
    ],
)
def test_a_pass_of_the_receiving_server_is_one(results: str) -> None:
    assert verdict(results) == "pass"


@pytest.mark.parametrize(
    "results",
    [
        'spf=pass smtp.mailfrom="x;dmarc=pass"@evil.example; dmarc=fail header.from=client.example',
        'spf=pass smtp.mailfrom="x;dmarc=pass"@evil.example',
        r'spf=pass smtp.mailfrom="x\"; dmarc=pass; \"y"@evil.example; dmarc=fail',
        "spf=pass (a (b) ; dmarc=pass) smtp.mailfrom=evil.example; dmarc=fail",
        "spf=pass smtp.mailfrom=dmarc=pass@evil.example",
        "dkim=pass header.i=header.d=client.example@evil.example",
        "dmarc=pass header.from=client.example; dmarc=fail header.from=client.example",
        'dkim=pass header.d="client.example header.d=evil.example"',
    ],
)
def test_what_a_sender_writes_into_his_own_address_proves_nothing(results: str) -> None:
    assert verdict(results) != "pass"


def test_only_the_server_that_received_it_is_believed() -> None:
    fields = ["mx.evil.example; dmarc=pass", f"{SERVER}; dmarc=fail"]
    assert authenticated(fields, {SERVER}, "client.example").verdict == "fail"
