"""What is typed and what is kept, and that looking for the same text finds exactly what a slow reading would."""

from dataclasses import replace
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.blocklist.locks import lock_in
from deskbell.blocklist.model import Kind, Match
from deskbell.blocklist.values import facts_of, value_of
from deskbell.clients.model import Account

KEPT: list[tuple[Kind, str, str]] = [
    ("email", "  Fred.Fjell@Shop.EXAMPLE ", "fred.fjell@shop.example"),
    ("email", "fred@пример.рф", "fred@xn--e1afmkfd.xn--p1ai"),
    ("mail_domain", "@Shop.Example", "shop.example"),
    ("mail_domain", "*.shop.example.", "shop.example"),
    ("mail_domain", "ПРИМЕР.рф", "xn--e1afmkfd.xn--p1ai"),
    ("phone", "+47 (22) 12-34-56", "+4722123456"),
    ("phone", "00 47 22 12 34 56", "+4722123456"),
    ("address", "203.0.113.9", "203.0.113.9/32"),
    ("address", "203.0.113.9/24", "203.0.113.0/24"),
    ("address", "::ffff:203.0.113.9", "203.0.113.9/32"),
    ("address", "2001:DB8::1/48", "2001:db8::/48"),
    ("visitor", "eva-17", "site:eva-17"),
    ("visitor", "anonymous:abc", "anonymous:abc"),
    ("messenger_id", " 4815162342 ", "4815162342"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), KEPT)
def test_a_value_is_kept_in_one_form(kind: Kind, typed: str, kept: str) -> None:
    assert value_of(kind, typed) == kept
    assert value_of(kind, kept) == kept


REFUSED: list[tuple[Kind, str, str]] = [
    ("email", "", "required"),
    ("email", "a" * 401, "too_long"),
    ("email", "fred at shop.example", "not_an_email"),
    ("email", "@shop.example", "not_an_email"),
    ("mail_domain", "fred@shop.example", "not_a_domain"),
    ("mail_domain", "shop..example", "not_a_domain"),
    ("mail_domain", "com", "domain_too_wide"),
    ("phone", "22 12 34 56", "phone_needs_country"),
    ("phone", "+47 call me", "not_a_phone"),
    ("phone", "+123", "not_a_phone"),
    ("address", "somewhere", "not_an_address"),
    ("address", "0.0.0.0/0", "address_too_wide"),
    ("address", "::/8", "address_too_wide"),
    ("account", "Fred", "not_an_account"),
]


@pytest.mark.parametrize(("kind", "typed", "reason"), REFUSED)
def test_what_cannot_be_a_value_is_refused_with_the_reason(kind: Kind, typed: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        value_of(kind, typed)
    assert refused.value.params == {"fields": {"value": reason}}


FRED = Account(new_id(), new_id(), "widget", new_id(), "anonymous:abc", "Fred", None, None, False, "en", None)

domains = st.lists(st.sampled_from(["a", "shop", "mail", "example", "x1"]), min_size=2, max_size=5).map(".".join)


@given(domain=domains, listed=domains)
def test_a_domain_locks_itself_and_all_below_it_and_nothing_else(domain: str, listed: str) -> None:
    facts = facts_of(replace(FRED, email=f"Fred@{domain.upper()}"), None)
    slow = domain == listed or domain.endswith("." + listed)
    assert (("mail_domain", value_of("mail_domain", listed)) in facts.claimed) == slow


fours = st.integers(0, 2**32 - 1).map(ip_address)
sixes = st.integers(2**64, 2**128 - 1).map(IPv6Address)


@settings(max_examples=200)
@given(data=st.data(), six=st.booleans())
def test_a_network_locks_every_address_in_it_and_no_other(data: st.DataObject, six: bool) -> None:
    address = data.draw(sixes if six else fours)
    other = data.draw(st.one_of(st.just(address), sixes if six else fours))
    length = data.draw(st.integers(16 if six else 8, address.max_prefixlen))
    network = ip_network((other, length), strict=False)
    facts = facts_of(FRED, str(address))
    assert (("address", value_of("address", str(network))) in facts.claimed) == (address in network)


@given(digits=st.text("0123456789", min_size=7, max_size=15), ways=st.sampled_from([" ", "-", "(", ") ", ".", ""]))
def test_a_phone_is_the_same_however_it_is_written(digits: str, ways: str) -> None:
    written = "+" + ways.join(digits)
    assert ("phone", value_of("phone", "+" + digits)) in facts_of(replace(FRED, phone=written), None).claimed


def test_an_eight_before_ten_digits_stands_for_plus_seven() -> None:
    assert ("phone", "+79001234567") in facts_of(replace(FRED, phone="8 900 123-45-67"), None).claimed
    assert ("phone", "+79001234567") not in facts_of(replace(FRED, phone="+8 900 123-45-67"), None).claimed


def test_what_is_only_claimed_locks_and_never_frees() -> None:
    claimed = facts_of(replace(FRED, email="fred@shop.example"), "203.0.113.9")
    assert ("email", "fred@shop.example") in claimed.claimed - claimed.proved
    assert ("address", "203.0.113.9/32") in claimed.proved
    proved = facts_of(replace(FRED, email="fred@shop.example", verified=True), None)
    assert ("email", "fred@shop.example") in proved.proved


CHATS = [UUID(int=n) for n in range(3)]
matches = st.builds(
    Match,
    id=st.uuids(),
    list=st.sampled_from(["block", "allow"]),
    kind=st.just("email"),
    everywhere=st.booleans(),
    live_chat_ids=st.lists(st.sampled_from(CHATS)),
    seconds_left=st.one_of(st.none(), st.floats(1, 100)),
)


@given(found=st.lists(matches), later=st.floats(0, 120))
def test_an_exception_in_force_wins_wherever_it_stands(found: list[Match], later: float) -> None:
    for chat in CHATS:
        here = [one for one in found if one.everywhere or chat in one.live_chat_ids]
        here = [one for one in here if one.seconds_left is None or one.seconds_left > later]
        blocks = [one.id for one in here if one.list == "block"]
        free = not blocks or any(one.list == "allow" for one in here)
        lock = lock_in(found, chat, later)
        assert lock is None if free else lock in blocks
