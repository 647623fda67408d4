"""What is typed and what is kept: each kind of value in one form, so that matching is looking for the same text.

An account becomes the few texts it could be listed under (`facts_of`): its mail's domain and the domains above it, its
address and the networks around it. `value_of` brings an entry's value into the same form, or says in words what is
wrong with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import idna

from deskbell.base.errors import Refusal, invalid
from deskbell.blocklist.model import INTERNAL, VALUE_MOST, WIDGET, Facts, Kind
from deskbell.clients.model import Account

Address = IPv4Address | IPv6Address

WIDEST_4, WIDEST_6 = 8, 16
"""The widest network that may be listed, as the length of its prefix."""

PHONE = range(7, 16)
"""How many digits a phone number has, its country's included."""

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_SITE, _ANONYMOUS = "site:", "anonymous:"


def value_of(kind: Kind, typed: str) -> str:
    """The value as it is kept. Raises validation_failed on `value` with the reason."""
    plain = "".join(c for c in unicodedata.normalize("NFC", typed) if unicodedata.category(c) not in ("Cc", "Cf"))
    plain = plain.strip()
    if not plain:
        raise invalid(value="required")
    if len(plain) > VALUE_MOST:
        raise invalid(value="too_long")
    return _FORMS[kind](plain)


def _account(typed: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", typed.lower()):
        raise invalid(value="not_an_account")
    return typed.lower()


def _email(typed: str) -> str:
    found = mail_of(typed)
    if found is None:
        raise invalid(value="not_an_email")
    return found


def _mail_domain(typed: str) -> str:
    found = domain_of(typed.removeprefix("*").lstrip("@."))
    if found is None:
        raise invalid(value="not_a_domain")
    if "." not in found:
        raise invalid(value="domain_too_wide")
    return found


def _phone(typed: str) -> str:
    if not re.match(r"\s*(\+|00)", typed):
        raise invalid(value="phone_needs_country")
    digits = _digits(typed)
    if digits is None:
        raise invalid(value="not_a_phone")
    return "+" + digits


def _network(typed: str) -> str:
    try:
        network = ip_network(typed.partition("%")[0] if "/" not in typed else typed, strict=False)
    except ValueError:
        raise invalid(value="not_an_address") from None
    network = _as_four(network)
    if network.prefixlen < (WIDEST_4 if network.version == 4 else WIDEST_6):
        raise invalid(value="address_too_wide")
    return str(network)


def _as_four(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """An IPv4 address in the clothes of IPv6 is the IPv4 one."""
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.network_address.ipv4_mapped:
        return IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - 96))
    return network


def _messenger_id(typed: str) -> str:
    return typed


def _visitor(typed: str) -> str:
    """A visitor is known by what the site's server signs for him, or by the id of his browser."""
    return typed if typed.startswith((_SITE, _ANONYMOUS)) else _SITE + typed


_FORMS = {
    "account": _account,
    "email": _email,
    "mail_domain": _mail_domain,
    "phone": _phone,
    "address": _network,
    "messenger_id": _messenger_id,
    "visitor": _visitor,
}


def mail_of(text: str | None) -> str | None:
    """An e-mail in small letters with its domain as the net writes it; None for what is none."""
    name, at, domain = (text or "").strip().rpartition("@")
    known = domain_of(domain)
    if not at or not name or known is None or re.search(r"[\s@]", name):
        return None
    return f"{name.lower()}@{known}"


def domain_of(text: str) -> str | None:
    """A domain in small letters as the net writes it (xn--…); None for what is none."""
    try:
        plain = idna.encode(text.strip().rstrip("."), uts46=True).decode() if text.strip(". ") else ""
    except idna.IDNAError:
        plain = text.strip().rstrip(".").lower()
    labels = plain.lower().split(".")
    whole = all(_LABEL.fullmatch(label) for label in labels) and len(plain) <= 253
    return plain.lower() if whole and not labels[-1].isdigit() else None


def _digits(text: str) -> str | None:
    """The digits of a phone number written with its country; None where letters stand among them."""
    if re.search(r"[^\d\s()+./\-–—]", text):
        return None
    digits = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
    digits = digits.removeprefix("00") if not text.strip().startswith("+") else digits
    return digits if len(digits) in PHONE else None


def _phones_of(text: str | None) -> Iterator[str]:
    """What a client wrote as his phone may leave out the plus, and begin with the 8 that stands for +7."""
    digits = _digits(text or "")
    if digits:
        yield "+" + digits
        if not re.match(r"\s*(\+|00)", text or "") and len(digits) == 11 and digits[0] == "8":
            yield "+7" + digits[1:]


def _mail_values(mail: str | None) -> Iterator[tuple[Kind, str]]:
    if mail is None:
        return
    yield "email", mail
    labels = mail.rpartition("@")[2].split(".")
    for start in range(len(labels) - 1):
        yield "mail_domain", ".".join(labels[start:])


def address_from(text: str | None) -> Address | None:
    """A socket's or request's address; None for what is none (a test's "testclient", a Unix socket)."""
    try:
        address = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _networks_of(address: Address | None) -> Iterator[tuple[Kind, str]]:
    if address is None:
        return
    widest = WIDEST_4 if address.version == 4 else WIDEST_6
    for length in range(address.max_prefixlen, widest - 1, -1):
        yield "address", str(ip_network((address, length), strict=False))


def facts_of(account: Account, address: str | None) -> Facts:
    """What an account could be listed under, writing from this address."""
    where, told = account.channel_kind, set[tuple[Kind, str]]()
    proved: set[tuple[Kind, str]] = {("account", str(account.id)), *_networks_of(address_from(address))}
    if where == WIDGET:
        proved.add(("visitor", account.external_id))
    else:
        proved.add(("messenger_id", account.external_id))
    told.update(_mail_values(mail_of(account.email)))
    told.update(("phone", phone) for phone in _phones_of(account.phone))
    if where != WIDGET:
        # A channel of mail or telephony knows its accounts by their addresses.
        told.update(_mail_values(mail_of(account.external_id)))
        told.update(("phone", phone) for phone in _phones_of(account.external_id) if account.external_id[:1] == "+")
    # In the widget a visitor types what he likes; what his site has signed, or a provider says, is proved.
    return Facts(where, frozenset(proved | told), frozenset(proved | told if account.verified else proved))


def check_lockable(channel_kind: str) -> None:
    """Employees are never locked: raises internal_never_locked."""
    if channel_kind == INTERNAL:
        raise Refusal("internal_never_locked")
