"""What devices sign is read by a library that nothing else loads, and its form is checked first."""

from __future__ import annotations

import random
import secrets
import subprocess
import sys

import pytest

from tests.accounts.authenticators import Device
from tests.accounts.authenticators import bytes_of as plain_bytes
from yeoul.accounts.devices import (
    Made,
    Signed,
    Site,
    bytes_of,
    challenge_in,
    check_made,
    check_signed,
    text_of,
)
from yeoul.protocol.conversation import utc_now
from yeoul.store.accounts import Credential

SITE = Site("example.org", "https://example.org")


def made_by(device: Device, challenge: bytes) -> Made:
    said = device.make({"challenge": text_of(challenge), "user_handle": "AA"})
    return Made(*(plain_bytes(said[field]) for field in ("id", "client_data", "attestation")))


def signed_by(device: Device, challenge: bytes) -> Signed:
    return Signed(*map(plain_bytes, device.sign({"challenge": text_of(challenge)}).values()))


def test_what_is_kept_of_a_device_recognizes_it_and_its_count() -> None:
    device, challenge = Device(SITE.origin, SITE.name, count=3), secrets.token_bytes(32)
    data = check_made(challenge, made_by(device, challenge), SITE)
    assert data is not None
    assert data["count"] == 3
    kept = Credential("c", "a", "passkey", text_of(device.id), data, utc_now())

    device.count = 9
    assert check_signed(kept, challenge, signed_by(device, challenge), SITE) == 9
    assert check_signed(kept, secrets.token_bytes(32), signed_by(device, challenge), SITE) is None
    device.count = 3
    assert check_signed(kept, challenge, signed_by(device, challenge), SITE) is None
    # The id stands beside what was signed, too: both have to be the same.
    made = made_by(device, challenge)
    assert check_made(challenge, made._replace(id=b"another"), SITE) is None


def test_bytes_and_their_text_are_those_of_webauthn() -> None:
    chance = random.Random(seed := random.randrange(2**32))
    print(f"seed {seed}")
    for length in range(70):
        value = chance.randbytes(length)
        assert bytes_of(text_of(value)) == value
        assert "=" not in text_of(value)
    assert text_of(b"\xfb\xff\xfe") == "-__-"


@pytest.mark.parametrize(
    ("client_data", "challenge"),
    [
        (b'{"challenge":"AAEC"}', b"\x00\x01\x02"),
        (b'{"challenge":"AAEC","crossOrigin":false}', b"\x00\x01\x02"),
        (b'{"challenge":"AAEC","crossOrigin":true}', b""),
        (b'{"challenge":"AAEC","crossOrigin":"no"}', b""),
        *((text, b"") for text in (b"", b"{", b"null", b"[]", b"{}", b'{"challenge":1}')),
        *((text, b"") for text in (b"\xff", b"[" * 50_000, b'{"challenge":"A"}')),
    ],
)
def test_a_challenge_is_read_only_where_there_is_one(client_data: bytes, challenge: bytes) -> None:
    assert challenge_in(client_data) == challenge


def test_nothing_of_it_is_loaded_before_the_first_passkey() -> None:
    code = (
        "import sys, yeoul.app, yeoul.accounts; yeoul.app.create_app();"
        "names = {'webauthn', 'cryptography', 'cbor2', 'OpenSSL'};"
        "print(sorted(names & {each.split('.')[0] for each in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
