"""A push service on loopback that takes what a browser vendor's takes, and a browser that can read it."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from deskbell.notices.encryption import from_text, to_text

CURVE = ec.SECP256R1()


@dataclass
class Subscriber:
    """A browser's half: its keys, and what it could read of what came."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"sixteen bytes ok"
    read: list[dict[str, Any]] = field(default_factory=list)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8188 §2 and RFC 8291 §3.4, from the receiver's side."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        assert (size, length) == (4096, 65)
        sender, record = body[21:86], body[86:]
        assert len(body) <= 4096
        secret = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))

        def derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
            return HKDF(hashes.SHA256(), length, salt, info).derive(material)

        material = derive(secret, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        content_key = derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(material, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(content_key).decrypt(nonce, record, None).rstrip(b"\0")
        assert padded.endswith(b"\x02")
        return padded[:-1]


class Service:
    """A push service: checks the signature, reads with the subscriber's keys, answers what it is told to."""

    def __init__(self, public_key: bytes) -> None:
        self.public_key = public_key
        self.address = ""
        self.status = 201
        self.subscribers: dict[str, Subscriber] = {}
        self.heads: list[dict[str, str]] = []
        self.faults: list[BaseException] = []

    def subscriber(self) -> tuple[str, Subscriber]:
        path = f"/push/{len(self.subscribers)}"
        self.subscribers[path] = Subscriber()
        return self.address + path, self.subscribers[path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.take(*await self._request(reader))
        except BaseException as fault:
            self.faults.append(fault)
        writer.write(f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    @staticmethod
    async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        method, path, _ = first.split(" ")
        assert method == "POST"
        head = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        return path, head, await reader.readexactly(int(head["content-length"]))

    def take(self, path: str, head: dict[str, str], body: bytes) -> None:
        subscriber = self.subscribers[path]
        assert head["content-encoding"] == "aes128gcm"
        assert int(head["ttl"]) > 0
        assert head["urgency"] in ("high", "normal")
        if "topic" in head:
            assert len(head["topic"]) <= 32
            assert from_text(head["topic"])
        scheme, _, rest = head["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, from_text(parts["k"])) == ("vapid", self.public_key)
        x, y = to_text(self.public_key[1:33]), to_text(self.public_key[33:])
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"]).claims
        assert claims["aud"] == self.address
        assert time.time() < claims["exp"] <= time.time() + 86_400
        self.heads.append(head)
        subscriber.read.append(json.loads(subscriber.decrypt(body)))
