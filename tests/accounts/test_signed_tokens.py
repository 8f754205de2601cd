"""The keys of a publisher: believed for an hour, and asked for again once a minute at the most."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.accounts.lying_provider import signed
from yeoul.accounts.signed_tokens import KEYS_LIFE_S, LOOK_AGAIN_S, PublishedKeys, read_signed
from yeoul.accounts.signed_tokens import WrongToken as Wrong
from yeoul.errors import LogInUnavailable

pytestmark = pytest.mark.anyio


class Publisher:
    """Publishes keys, and counts how often it is asked; its clock goes as the test says."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.asked = 0
        self.away = False
        self.listed: list[Any] = []
        self.keys = PublishedKeys(self.fetch, lambda: self.now_s)

    async def fetch(self) -> dict[str, Any]:
        self.asked += 1
        if self.away:
            raise LogInUnavailable("It is away.")
        return {"keys": self.listed}

    def publish(self, kid: str, **more: Any) -> RSAKey:
        key = RSAKey.generate_key(2048, {"kid": kid})
        self.listed.append({**key.as_dict(private=False), **more})
        return key


async def test_keys_are_asked_for_once_in_an_hour() -> None:
    publisher = Publisher()
    key = publisher.publish("a")
    for _ in range(5):
        assert await read_signed(signed({"x": 1}, key, "RS256"), publisher.keys) == {"x": 1}
    assert publisher.asked == 1
    publisher.now_s += KEYS_LIFE_S
    await read_signed(signed({"x": 1}, key, "RS256"), publisher.keys)
    assert publisher.asked == 2


async def test_a_key_that_is_withdrawn_is_believed_for_an_hour_at_the_most() -> None:
    publisher = Publisher()
    token = signed({"x": 1}, publisher.publish("a"), "RS256")
    await read_signed(token, publisher.keys)
    publisher.listed = []
    publisher.now_s += KEYS_LIFE_S
    with pytest.raises(Wrong):
        await read_signed(token, publisher.keys)


async def test_a_new_key_is_found_and_a_flood_of_unknown_ones_asks_once_a_minute() -> None:
    publisher = Publisher()
    publisher.publish("a")
    strange = RSAKey.generate_key(2048, {"kid": "strange"})
    for minute in range(3):
        for number in range(20):
            token = signed({}, strange, "RS256", kid=f"{minute}-{number}")
            with pytest.raises(Wrong):
                await read_signed(token, publisher.keys)
        assert publisher.asked == 1 + minute
        publisher.now_s += LOOK_AGAIN_S
    new = publisher.publish("b")
    assert await read_signed(signed({"x": 1}, new, "RS256"), publisher.keys) == {"x": 1}


async def test_a_publisher_that_is_away_is_not_asked_at_each_token() -> None:
    publisher = Publisher()
    key = publisher.publish("a")
    publisher.away = True
    for _ in range(5):
        with pytest.raises(LogInUnavailable):
            await read_signed(signed({}, key, "RS256"), publisher.keys)
    assert publisher.asked == 1
    publisher.away = False
    publisher.now_s += LOOK_AGAIN_S
    await read_signed(signed({}, key, "RS256"), publisher.keys)


async def test_keys_for_other_purposes_and_of_unknown_kinds_are_passed_over() -> None:
    publisher = Publisher()
    publisher.listed = [None, {}, {"kty": "ML-DSA", "kid": "q"}, {"kty": "RSA", "kid": "broken"}]
    closed = publisher.publish("closed", use="enc")
    right = publisher.publish("right")
    with pytest.raises(Wrong):
        await read_signed(signed({}, closed, "RS256"), publisher.keys)
    assert await read_signed(signed({"x": 1}, right, "RS256"), publisher.keys) == {"x": 1}


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "e30.e30.", "W10.e30.x", "x" * 20_000])
async def test_what_is_no_token_is_refused_before_anybody_is_asked(token: str) -> None:
    publisher = Publisher()
    with pytest.raises(Wrong):
        await read_signed(token, publisher.keys)
    assert publisher.asked == 0
