"""Addresses of the engine of several workers: taken apart, refused without a secret."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from redis.asyncio import Redis
from redis.asyncio.connection import parse_url

from yeoul.engine_address import EngineAddress
from yeoul.errors import StartupError


@pytest.mark.parametrize(
    "text",
    [
        "redis://localhost",
        "redis://127.0.0.1:7000/3",
        "redis://[::1]:7000/3",
        "redis://me:p%40ss%23@cache.example.org/1",
        "redis://:only%2Fpassword@cache.example.org?db=4",
        "unix:///run/valkey/valkey.sock?db=2",
        "unix://me:secret@/run/valkey.sock",
    ],
)
def test_an_address_means_what_redis_py_takes_it_for(text: str) -> None:
    theirs = {"db": 0, **parse_url(text)}
    theirs.pop("connection_class", None)
    if "path" in theirs:
        theirs["unix_socket_path"] = theirs.pop("path")
    else:
        theirs = {"port": 6379, **theirs}
    assert EngineAddress.parse(text).redis_arguments() == theirs


def test_secrets_are_shown_nowhere() -> None:
    address = EngineAddress.parse("rediss://me:p%40ss@cache.example.org/1")
    assert str(address) == "rediss://…@cache.example.org:6379/1"
    assert "p@ss" not in repr(address)
    assert (address.user, address.password) == ("me", "p@ss")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://me:hidden@host", "begin with redis://, rediss:// or unix://"),
        ("redis://me:hidden@host:70000", "a port up to 65535"),
        ("redis://me:hid#den@host", "no # in it"),
        ("redis://", "name a host"),
        ("redis://me:hidden@host/first", "the number of a database"),
        ("redis://me:hidden@host?db=x", "the number of a database"),
        ("redis://me:hidden@host?max_connections=3", "no parameter 'max_connections'"),
        ("redis://me:hidden@host?ssl_cert_reqs=none", "no parameter 'ssl_cert_reqs'"),
        ("rediss://me:hidden@host?ssl_cert_reqs=maybe", "required, optional, none"),
        ("rediss://me:hidden@host?ssl_check_hostname=maybe", "true or false"),
        ("rediss://me:hidden@host?ssl_ca_certs=/nowhere/ca.pem", "there is none at"),
        ("unix://", "name a socket"),
    ],
)
def test_a_wrong_address_is_refused_in_a_sentence_without_its_password(
    text: str, told: str
) -> None:
    with pytest.raises(StartupError, match=r"^The address of the event log must .*\.$") as raised:
        EngineAddress.parse(text)
    assert told in str(raised.value)
    assert "hid" not in str(raised.value)


def test_certificates_are_checked_unless_the_address_says_otherwise(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))
    strict = EngineAddress.parse(f"rediss://host?ssl_ca_certs={authority}")
    context = strict.tls_context()
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert len(context.get_ca_certs()) == 1
    lax = EngineAddress.parse("rediss://host?ssl_cert_reqs=none").tls_context()
    assert lax is not None
    assert (lax.verify_mode, lax.check_hostname) == (ssl.CERT_NONE, False)
    Redis(**strict.redis_arguments())  # takes every name of them


def test_a_file_that_holds_no_certificate_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "ca.pem"
    wrong.write_text("hidden")
    with pytest.raises(StartupError, match="certificates in PEM form"):
        EngineAddress.parse(f"rediss://host?ssl_ca_certs={wrong}").tls_context()
