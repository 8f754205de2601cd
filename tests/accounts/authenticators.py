"""A device that makes passkeys and signs by them, in software: it can lie in every way.

It knows what the wire of WebAuthn says, and nothing of the library that the server reads it by.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

#: Flags of what a device says: its person was there, and was recognized; a new key comes with it.
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text_of(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


@dataclass
class Device:
    """One passkey. ``origin`` is the page that the device believes to be on."""

    origin: str
    site: str = "localhost"
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    user_handle: bytes = b""
    count: int = 0
    flags: int = PRESENT | VERIFIED
    cross_origin: bool = False
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**said, "crossOrigin": self.cross_origin}).encode()

    def authenticator_data(self, *, new: bool = False) -> bytes:
        head = hashlib.sha256(self.site.encode()).digest()
        flags = self.flags | (WITH_KEY if new else 0)
        said = head + bytes([flags]) + self.count.to_bytes(4, "big")
        if new:
            said += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose()
        return said

    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        # {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        return b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y

    def make(self, challenge: dict[str, Any]) -> dict[str, str]:
        """Make the passkey; returns the fields of a request."""
        self.user_handle = bytes_of(challenge["user_handle"])
        said = self.authenticator_data(new=True)
        # {"fmt": "none", "attStmt": {}, "authData": …}
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"
        attestation += len(said).to_bytes(2, "big") + said
        return {
            "id": text_of(self.id),
            "client_data": text_of(self.client_data("webauthn.create", challenge["challenge"])),
            "attestation": text_of(attestation),
        }

    def sign(self, challenge: dict[str, Any]) -> dict[str, str]:
        """Sign a challenge; returns the fields of a request."""
        client_data = self.client_data("webauthn.get", challenge["challenge"])
        said = self.authenticator_data()
        signed = self.key.sign(said + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return {
            "id": text_of(self.id),
            "client_data": text_of(client_data),
            "authenticator_data": text_of(said),
            "signature": text_of(signed),
            "user_handle": text_of(self.user_handle),
        }
