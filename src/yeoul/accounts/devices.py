"""What devices sign and make: the only part that knows the library by which it is read.

That is loaded with the first passkey, in the thread that checks it. Whatever a stranger sends goes
through its parsers, of CBOR, keys and certificates: all that they raise is a refusal.
"""

from __future__ import annotations

import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from yeoul.store.accounts import Credential

logger = logging.getLogger(__name__)

#: Bytes of the longest id that is taken; those of devices have 16 to 64.
MAX_ID_BYTES = 384
#: The kinds of keys that are taken (COSE): EdDSA, ES256, RS256.
ALGORITHMS = (-8, -7, -257)


class Site(NamedTuple):
    """Where a browser meets this server."""

    #: The name that passkeys are made for, without a port (WebAuthn's ``rp_id``).
    name: str
    #: As browsers write it, with scheme and port.
    origin: str


class Signed(NamedTuple):
    """A challenge that a passkey has signed (WebAuthn's ``AuthenticatorAssertionResponse``)."""

    id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    #: The id of the account, as the device keeps it.
    user_handle: bytes


class Made(NamedTuple):
    """A passkey that was made (WebAuthn's ``AuthenticatorAttestationResponse``)."""

    id: bytes
    client_data: bytes
    attestation: bytes


@cache
def is_installed() -> bool:
    """Return whether what devices sign can be read here."""
    return find_spec("webauthn") is not None


def check_signed(kept: Credential, challenge: bytes, signed: Signed, site: Site) -> int | None:
    """Return how often a passkey has signed by its own count; None if it has not signed this.

    The count never goes back, but stays 0 where a passkey is on several devices.
    """
    from webauthn import verify_authentication_response

    try:
        verified = verify_authentication_response(
            credential=_as_json(
                signed.id,
                clientDataJSON=signed.client_data,
                authenticatorData=signed.authenticator_data,
                signature=signed.signature,
            ),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=bytes_of(kept.data["key"]),
            credential_current_sign_count=kept.data["count"],
            require_user_verification=True,
        )
    except Exception as error:  # its parsers raise whatever they meet in what a stranger sends
        logger.info("a passkey was refused: %s", error)
        return None
    return verified.new_sign_count


def check_made(challenge: bytes, made: Made, site: Site) -> dict[str, Any] | None:
    """Return what is kept of a passkey; None if no device has made it of this challenge.

    Nothing is asked about who has built the device, so it tells that only of its own accord.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    try:
        verified = verify_registration_response(
            credential=_as_json(
                made.id, clientDataJSON=made.client_data, attestationObject=made.attestation
            ),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in ALGORITHMS],
        )
    except Exception as error:  # as above
        logger.info("a new passkey was refused: %s", error)
        return None
    if verified.credential_id != made.id:
        return None
    return {"key": text_of(verified.credential_public_key), "count": verified.sign_count}


def _as_json(key_id: bytes, **response: bytes) -> dict[str, Any]:
    """Return a credential in the form of WebAuthn's ``toJSON``."""
    name = text_of(key_id)
    answer = {field: text_of(value) for field, value in response.items()}
    return {"id": name, "rawId": name, "type": "public-key", "response": answer}


def challenge_in(client_data: bytes) -> bytes:
    """Return the challenge that a browser says it was given; nothing if it says none.

    No page of another site may hold the frame in which it was signed.
    """
    try:
        said = json.loads(client_data)
        return b"" if said.get("crossOrigin") else bytes_of(said["challenge"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return b""


def text_of(value: bytes) -> str:
    """Return bytes as base64url, as WebAuthn writes them."""
    return urlsafe_b64encode(value).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Return the bytes of a base64url. Raises `ValueError`."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
