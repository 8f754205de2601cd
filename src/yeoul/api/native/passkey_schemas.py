"""The shapes of requests and replies about passkeys. Bytes are base64url without padding."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from yeoul import accounts as domain
from yeoul.api.fields import BASE64URL, RequestBody
from yeoul.api.native.account_schemas import NewName
from yeoul.api.replies import ReplyBody

#: What a device makes has some hundred bytes, and some thousand where its builder signs it.
Bytes = Annotated[str, StringConstraints(max_length=16_384, pattern=BASE64URL)]


class LogInWish(RequestBody):
    """Body of ``POST /api/login/passkey/challenge``."""

    #: Only those of the caller's own passkeys will do: they are logged in, and log in once more.
    again: bool = False


class SignedLogIn(RequestBody):
    """Body of ``POST /api/login/passkey``: what a passkey has signed."""

    id: Bytes
    client_data: Bytes
    authenticator_data: Bytes
    signature: Bytes
    user_handle: Bytes

    def to_domain(self) -> domain.Signed:
        """Return the bytes."""
        return domain.Signed(*map(domain.bytes_of, self.model_dump().values()))


class NewPasskey(RequestBody):
    """Body of ``POST /api/passkeys``: what a device has made."""

    name: NewName
    id: Bytes
    client_data: Bytes
    attestation: Bytes

    def to_domain(self) -> domain.Made:
        """Return the bytes."""
        made = (self.id, self.client_data, self.attestation)
        return domain.Made(*map(domain.bytes_of, made))


class PasskeyPatch(RequestBody):
    """Body of ``PATCH /api/passkeys/{passkey_id}``."""

    name: NewName


class LogInChallenge(ReplyBody):
    """What a browser needs to have a passkey sign; user verification is required."""

    challenge: str
    #: The name that the passkeys of this address are made for (``rp_id``).
    site: str
    #: The ids of the passkeys that will do; none where any will.
    allowed: list[str]
    timeout_ms: int

    @classmethod
    def of(cls, offer: domain.Offer, site: domain.Site) -> LogInChallenge:
        """Return the wire form."""
        return cls(
            challenge=domain.text_of(offer.challenge),
            site=site.name,
            allowed=[domain.text_of(each) for each in offer.known],
            timeout_ms=domain.CHALLENGE_LIFE_MS,
        )


class NewPasskeyChallenge(ReplyBody):
    """What a browser needs to have a passkey made: resident, with user verification."""

    challenge: str
    #: As in `LogInChallenge`.
    site: str
    #: The account, as the device keeps it, and the name that it shows.
    user_handle: str
    user_name: str
    #: The kinds of keys that are taken (COSE), the best first.
    algorithms: list[int]
    #: The ids of passkeys whose devices need no other one.
    excluded: list[str]
    timeout_ms: int


class Passkey(ReplyBody):
    """A passkey of the caller."""

    id: str
    name: str
    #: The name at which it can be used.
    site: str
    created_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, passkey: domain.Passkey) -> Passkey:
        """Return the wire form."""
        return cls(**passkey._asdict())


class PasskeyList(ReplyBody):
    """The passkeys of the caller, the oldest first."""

    passkeys: list[Passkey]
    #: Whether this server can add one, and log in by one, at an address with a name and over https.
    available: bool
