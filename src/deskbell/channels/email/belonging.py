"""Which session a letter belongs to, and by what evidence. Pure: what is known comes in, a decision comes out.

An address of ours carries the session's number under a signature, our Message-IDs too. A letter that comes by a signed
address joins unless its sender is contradicted; one that answers a known letter joins where the receiving server says
itself that the sender is who it says. Nothing else joins: no subject, no reference, no name (docs/channels/email.md).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from deskbell.channels.email.headers import ids_of

Verdict = Literal["pass", "fail", "unknown"]
Way = Literal["signed_address", "known_letter", "subject", "new"]

SIGN_BYTES, SHORT_SIGN = 10, 10
"""Bytes of the signature: 80 bits, since an address has 64 characters before its @; where it comes back by itself, so
many characters of it: there it only tells which letter was meant."""

_PLUS = re.compile(
    r"^(?P<local>[^+@]+)\+(?P<what>[sb])-(?P<of>[0-9a-z-]{1,46})\.(?P<sign>[a-z2-7]{10,16})@(?P<domain>[^@]+)$"
)
_OURS = re.compile(r"^<s\.(?P<number>\d{1,18})\.m\.(?P<key>[0-9a-f]{32})\.(?P<sign>[a-z2-7]{16})@[^<>@\s]+>$")
_SUBJECT = re.compile(r"\[#(\d{1,18})\]")


class Signer:
    """Signs what we write into letters, with a key of the channel alone."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"deskbell letters\0" + secret.encode()).digest()

    def _sign(self, what: str) -> str:
        mac = hmac.digest(self._key, what.encode(), "sha256")[:SIGN_BYTES]
        return base64.b32encode(mac).decode().lower()

    def _signs(self, what: str, sign: str) -> bool:
        return hmac.compare_digest(self._sign(what), sign)

    def reply_address(self, mailbox: str, number: int) -> str:
        """Where an answer within a session comes to: `support+s-42.<signature>@…`."""
        local, _, domain = mailbox.partition("@")
        return f"{local}+s-{number}.{self._sign(f's/{number}/{mailbox.lower()}')}@{domain}"

    def bounce_address(self, mailbox: str, number: int, key: UUID) -> str:
        """The envelope sender of one letter, so that what comes back says which it was (VERP)."""
        local, _, domain = mailbox.partition("@")
        of = f"{number}-{base64.b32encode(key.bytes).decode().rstrip('=').lower()}"
        return f"{local}+b-{of}.{self._sign(f'b/{of}/{mailbox.lower()}')[:SHORT_SIGN]}@{domain}"

    def message_id(self, mailbox: str, number: int, key: UUID) -> str:
        """The name of a letter of ours, the same at every try: a lost row is known again by it."""
        sign = self._sign(f"m/{number}/{key.hex}")
        return f"<s.{number}.m.{key.hex}.{sign}@{mailbox.partition('@')[2]}>"

    def signed_number(self, mailbox: str, addresses: Iterable[str]) -> int | None:
        """The session that the first valid address of ours names."""
        for found in self._found(mailbox, addresses, "s"):
            if found["of"].isdigit() and self._signs(f"s/{found['of']}/{mailbox.lower()}", found["sign"]):
                return int(found["of"])
        return None

    def bounced_id(self, mailbox: str, addresses: Iterable[str]) -> str | None:
        """The Message-ID of the letter that came back, by the address it came back to."""
        for found in self._found(mailbox, addresses, "b"):
            number, _, key = found["of"].partition("-")
            sign = self._sign(f"b/{found['of']}/{mailbox.lower()}")[:SHORT_SIGN]
            if number.isdigit() and len(key) == 26 and hmac.compare_digest(sign, found["sign"]):
                bare = base64.b32decode(key.upper() + "======")
                return self.message_id(mailbox, int(number), UUID(bytes=bare))
        return None

    def _found(self, mailbox: str, addresses: Iterable[str], what: str) -> Iterable[re.Match[str]]:
        local, _, domain = mailbox.lower().partition("@")
        for address in addresses:
            found = _PLUS.match(address.lower())
            if found and (found["local"], found["domain"], found["what"]) == (local, domain, what):
                yield found

    def our_letter(self, message_id: str) -> tuple[int, UUID] | None:
        """The session and the key in a Message-ID of ours; None for one that is not, or is made up."""
        found = _OURS.match(message_id.lower())
        if found is None or not self._signs(f"m/{found['number']}/{found['key']}", found["sign"]):
            return None
        return int(found["number"]), UUID(hex=found["key"])


def is_of_mailbox(mailbox: str, address: str) -> bool:
    """Whether an address is the mailbox itself, with whatever stands behind a plus."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}" == mailbox.lower()


# ── Who wrote, according to the server that received it ───────────────────────────────────────────────────────────────

_RESULT = re.compile(r"\s*(dmarc|dkim|spf)(?:/\d+)?\s*=\s*([a-z]{2,12})\b(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"(?<![^\s])(header\.d|header\.i|smtp\.mailfrom)\s*=\s*([^\s;]+)", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.@+-]*")


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the receiving server found: `verdict` after alignment with the From address, the rest as reported."""

    verdict: Verdict = "unknown"
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


def authenticated(values: Sequence[str], trusted: Collection[str], sender_domain: str) -> Authentication:
    """Read Authentication-Results (RFC 8601), of servers that are `trusted` by name alone: anybody may write such a
    field, and a sender does. The uppermost of them counts: that one was added last."""
    for value in values:
        server, _, rest = _bare(value[:8000]).partition(";")
        name = server.strip().split(" ")[0].lower()
        if name and name in trusted:
            return _judged(rest, sender_domain.lower())
    return Authentication()


def _bare(value: str) -> str:
    """A field without comments, however deep, and without quoted strings that are more than a plain word: a sender
    chooses what stands in them, a semicolon and a result of his own among it (RFC 8601 §2.2, RFC 5322 §3.2)."""
    kept: list[str] = []
    quoted: list[str] | None = None
    depth = at = 0
    while at < len(value):
        sign = value[at]
        if sign == "\\":
            at += 1
            if quoted is not None:
                # What had to be escaped is no plain word.
                quoted.append(" ")
        elif quoted is not None:
            if sign == '"':
                word = "".join(quoted)
                kept.append(word if _PLAIN.fullmatch(word) else "")
                quoted = None
            else:
                quoted.append(sign)
        elif depth and sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "(":
            depth = 1
        elif depth:
            pass
        elif sign == '"':
            quoted = []
        else:
            kept.append(sign)
        at += 1
    return "".join(kept)


def _judged(results: str, domain: str) -> Authentication:
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for part in results.split(";"):
        if one := _RESULT.match(part):
            properties = {key.lower(): written.lower() for key, written in _PROPERTY.findall(one[3])}
            found.setdefault(one[1].lower(), []).append((one[2].lower(), properties))
    # Of several the worst counts: one that says "pass" beside one that doesn't was not written by one server.
    dmarcs = [result for result, _ in found.get("dmarc", [])]
    dmarc = next((result for result in dmarcs if result != "pass"), "pass" if dmarcs else "")
    dkim = [
        result
        for result, one in found.get("dkim", [])
        if _aligned(one.get("header.d") or one.get("header.i", ""), domain)
    ]
    spf = [result for result, one in found.get("spf", []) if _aligned(one.get("smtp.mailfrom", ""), domain)]
    shown = {name: next((one[0] for one in found.get(name, [])), "") for name in ("spf", "dkim", "dmarc")}
    if dmarc == "pass" or (dmarc != "fail" and "pass" in (*dkim, *spf)):
        verdict: Verdict = "pass"
    elif dmarc == "fail" or "fail" in dkim or "fail" in spf:
        verdict = "fail"
    else:
        verdict = "unknown"
    return Authentication(verdict, **shown)


def _aligned(written: str, domain: str) -> bool:
    """Whether a domain that was checked is the sender's own, or one of which it is a part (relaxed alignment)."""
    checked = written.rpartition("@")[2].strip(".")
    if not checked or "." not in checked or not domain:
        return False
    return domain == checked or domain.endswith(f".{checked}") or checked.endswith(f".{domain}")


# ── The decision ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Clue:
    """A session that a letter points to, and how."""

    way: Way
    number: int


def clues(
    signer: Signer,
    mailbox: str,
    arrived_by: Sequence[str],
    answered: Sequence[str],
    known: dict[str, int],
    subject: str,
) -> list[Clue]:
    """Where a letter says it belongs, the strongest first.

    `arrived_by`: the addresses it came to. `answered`: In-Reply-To, then References from right to left. `known`:
    numbers of sessions by the Message-IDs we have stored, both ways.
    """
    found: list[Clue] = []
    signed = signer.signed_number(mailbox, arrived_by)
    if signed is not None:
        found.append(Clue("signed_address", signed))
    for message_id in answered:
        ours = signer.our_letter(message_id)
        number = known.get(message_id) or (ours[0] if ours else None)
        if number is not None:
            found.append(Clue("known_letter", number))
    found += [Clue("subject", int(token)) for token in _SUBJECT.findall(subject)]
    return list(dict.fromkeys(found))


def answered_ids(in_reply_to: Sequence[str], references: Sequence[str]) -> list[str]:
    """Ids a letter answers, the nearest first."""
    return list(dict.fromkeys([*ids_of(in_reply_to), *reversed(ids_of(references))]))


@dataclass(frozen=True, slots=True)
class Belonging:
    """`number`: the session it joins, by which way; None: a new one. `said`: the session it says it belongs to and may
    not join."""

    way: Way
    number: int | None = None
    said: int | None = None


def decide(found: Sequence[Clue], takes_part: Collection[int], verdict: Verdict) -> Belonging:
    """The first clue that may be followed. `takes_part`: numbers of the sessions, among those of the clues, in which
    the sender takes part. A number in the subject is a hint for people, never a way in."""
    for clue in found:
        if clue.number not in takes_part:
            continue
        if clue.way == "signed_address" and verdict != "fail":
            return Belonging(clue.way, clue.number)
        if clue.way == "known_letter" and verdict == "pass":
            return Belonging(clue.way, clue.number)
    return Belonging("new", said=found[0].number if found else None)
