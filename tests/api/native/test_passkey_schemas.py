"""The shapes of passkeys: bytes are base64url without padding, and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.accounts.authenticators import text_of
from yeoul.api.native.passkey_schemas import NewPasskey, SignedLogIn

FIELDS = ("id", "client_data", "authenticator_data", "signature", "user_handle")


@pytest.mark.parametrize("value", [b"\x00", b"\xfb\xff", b"abc", b"\xff" * 300])
def test_bytes_come_as_they_were_sent(value: bytes) -> None:
    signed = SignedLogIn.model_validate(dict.fromkeys(FIELDS, text_of(value))).to_domain()
    assert set(signed) == {value}
    made = {"name": "x", **dict.fromkeys(("id", "client_data", "attestation"), text_of(value))}
    assert set(NewPasskey.model_validate(made).to_domain()) == {value}


@pytest.mark.parametrize(
    "text", ["", "A", "AAAAA", "AA==", "A+", "A/", "AA\n", " AA", "가나", "A" * 16_386]
)
def test_what_is_no_base64url_is_refused_with_the_name_of_its_field(text: str) -> None:
    for field in FIELDS:
        with pytest.raises(ValidationError) as refused:
            SignedLogIn.model_validate({**dict.fromkeys(FIELDS, "AA"), field: text})
        assert [each["loc"] for each in refused.value.errors()] == [(field,)]
