"""Addresses in letters: read leniently, since everybody writes them otherwise; an address that comes out is one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deskbell.channels.email.headers import one_line, words

MOST = 200
NAME_MOST = 200
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@.]{1,63}(?:\.[^\s<>()\[\],;:\\\"@.]{1,63}){0,10}"
)
_QUOTED_LOCAL = re.compile(r'"[^"\\\s]{1,62}"@[A-Za-z0-9.-]{1,253}')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*\)?|<[^<>]*>?|[,;:]|[^",;:<(]+')


@dataclass(frozen=True, slots=True)
class Address:
    """`address` in small letters, empty where none could be read; `name` as people wrote it."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def addresses_of(values: Iterable[str]) -> list[Address]:
    """The addresses of fields such as To; the same one once. Values are raw: encoded words hide commas."""
    found: dict[str, Address] = {}
    for value in values:
        for one in _listed(value[:20_000]):
            if one.address and one.address not in found:
                found[one.address] = one
            if len(found) >= MOST:
                return list(found.values())
    return list(found.values())


def first_address(values: Iterable[str]) -> Address:
    """Whom a field such as From names first; an empty address where it names nobody."""
    listed = [one for value in values for one in _listed(value[:20_000])]
    return next((one for one in listed if one.address), listed[0] if listed else Address("", ""))


def plain_address(text: str) -> str:
    """An address in small letters, or empty where the text is none."""
    bare = text.strip().strip("<>").strip()
    if len(bare) > 254 or not bare.isprintable():
        return ""
    if _ADDRESS.fullmatch(bare) or _QUOTED_LOCAL.fullmatch(bare):
        local, _, domain = bare.rpartition("@")
        return "" if local.startswith(".") or local.endswith(".") else f"{local}@{domain}".lower()
    return ""


def _listed(value: str) -> list[Address]:
    listed: list[Address] = []
    name: list[str] = []
    address, bare = "", []
    for found in _TOKEN.finditer(value + ","):
        token = found.group()
        if token[0] == "<":
            address = address or plain_address(token)
        elif token[0] == '"':
            name.append(re.sub(r"\\(.)", r"\1", token.strip('"')))
            bare.append(token)
        elif token[0] == "(":
            if not name:
                name.append(token.strip("()"))
        elif token == ":":  # noqa: S105 - a token of a grammar
            name, bare = [], []  # the name of a group
        elif token in (",", ";"):
            written = "".join(bare).strip()
            if not address:
                address = plain_address(written) or _within(written)
                name = [] if plain_address("".join(name)) == address else name
            if address or name:
                listed.append(Address(_name(name, address), address))
            name, bare, address = [], [], ""
        else:
            bare.append(token)
            if token.strip() and not plain_address(token):
                name.append(token.strip())
    return listed


def _within(text: str) -> str:
    found = _ADDRESS.search(text)
    return plain_address(found.group()) if found else ""


def _name(pieces: list[str], address: str) -> str:
    name = " ".join(one_line(words(" ".join(pieces))).split()).strip("'\" ")[:NAME_MOST]
    return "" if name.lower() == address else name
