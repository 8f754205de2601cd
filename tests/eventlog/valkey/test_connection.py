"""Connections to the engine: encrypted, by a user with few rights, by a socket, refused."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from redis.exceptions import NoPermissionError

from scripts.engines import Valkey, running_valkey
from tests.engines import empty_valkey
from tests.eventlog.valkey.engine_proxy import EngineProxy
from tests.eventlog.valkey.house import command, hand, opened, text_of
from tests.ports import free_port
from yeoul.errors import StartupError
from yeoul.protocol.content import Content
from yeoul.protocol.events import Delta, PhaseInfo
from yeoul.testing.event_logs import END, PERMIT, STARTED, read_events

pytestmark = pytest.mark.anyio

#: What docs/deploy.md tells people to give the user of Yeoul.
RIGHTS = (
    "~y1:* &y1:* -@all +@read +@write +@pubsub -@dangerous"
    " +evalsha +script|load +wait +ping +select +info"
)


@pytest.fixture
def url(valkey: Valkey) -> str:
    return empty_valkey(valkey)


async def live(url: str) -> None:
    """Use the log in every way that it has."""
    async with opened(url) as log, opened(url, "w2", replicas=0) as other:
        await log.check()
        writer = await log.create(STARTED)
        reader = await other.follow(PERMIT, None)
        writer.set_phase(PhaseInfo("thinking"))
        writer.append(Delta("ab"))
        await writer.drain()
        assert await other.open_answers() == {"a1": "w1"}
        taken = await other.open_epoch(STARTED, 2, Content("ab"))
        await taken.end(END)
        assert (await read_events(reader))[-1][1] == END
        assert await text_of(log) == "ab"
        await log._look()
        await log._upkeep.sweep()
        await other._look()
        await log.forget(["a1"])
        assert await other.snapshot("a1") is None


@asynccontextmanager
async def encrypted(valkey: Valkey, tmp_path: Path) -> AsyncIterator[tuple[EngineProxy, Path]]:
    """Stand in for an engine with TLS: the one of the wheel is built without it."""
    authority = trustme.CA()
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    async with EngineProxy(valkey.port, context) as proxy:
        yield proxy, file


async def test_an_encrypted_engine_is_as_good_as_any(
    valkey: Valkey, url: str, tmp_path: Path
) -> None:
    async with encrypted(valkey, tmp_path) as (proxy, authority):
        await live(f"{proxy.url()}?ssl_ca_certs={authority}")
        await live(f"{proxy.url()}?ssl_cert_reqs=none")


async def test_an_engine_whose_certificate_is_not_known_is_refused(
    valkey: Valkey, url: str, tmp_path: Path
) -> None:
    async with encrypted(valkey, tmp_path) as (proxy, _):
        with pytest.raises(StartupError, match="certificate verify failed"):
            async with opened(proxy.url()):
                pass


async def test_a_user_with_few_rights_is_enough_and_can_do_nothing_else(
    valkey: Valkey, url: str
) -> None:
    async with hand(url) as engine:
        await command(engine, "ACL", "SETUSER", "yeoul", "reset", "on", ">s3cret", *RIGHTS.split())
        try:
            theirs = url.replace("redis://", "redis://yeoul:s3cret@")
            await live(theirs)
            async with hand(theirs) as limited:
                for words in (
                    ("FLUSHALL",),
                    ("KEYS", "*"),
                    ("GET", "other"),
                    ("CONFIG", "GET", "port"),
                ):
                    with pytest.raises(NoPermissionError):
                        await command(limited, *words)
            with pytest.raises(StartupError, match="WRONGPASS") as raised:
                async with opened(url.replace("redis://", "redis://yeoul:gu3ss@")):
                    pass
            assert "gu3ss" not in str(raised.value)
        finally:
            await command(engine, "ACL", "DELUSER", "yeoul")


async def test_a_socket_is_an_address_too() -> None:
    with tempfile.TemporaryDirectory(prefix="vk-") as folder:
        socket = f"{folder}/s"
        with running_valkey(free_port(), "--unixsocket", socket):
            await live(f"unix://{socket}?db=1")


async def test_an_engine_that_is_not_there_is_told_at_the_start() -> None:
    port = free_port()
    with pytest.raises(StartupError, match=f"127.0.0.1:{port}/0 cannot be reached"):
        async with opened(f"redis://me:s3cret@127.0.0.1:{port}"):
            pass
