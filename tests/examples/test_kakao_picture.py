"""What is fetched from an address that anybody may have sent, and what is not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import picture
import pytest
import trustme
from picture import MOST_BYTES, NoPicture, fetch, is_public

pytestmark = pytest.mark.anyio

NAME = "pictures.example"
PICTURE = b"\x89PNG..."


@dataclass
class Host:
    """A server of pictures on loopback, which counts for public, and the names that mean it."""

    authority: trustme.CA
    context: ssl.SSLContext
    port: int = 0
    #: What each path replies; None: nothing, ever.
    replies: dict[str, bytes | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    #: What a name means, each time that it is resolved.
    meanings: list[str] = field(default_factory=lambda: ["127.0.0.1"])
    resolved: list[str] = field(default_factory=list)

    def address(self, path: str, name: str = NAME) -> str:
        """The address of a path here."""
        return f"https://{name}:{self.port}{path}"

    async def resolve(self, name: str, port: int) -> list[str]:
        """Give the next meaning of a name; the last one stays."""
        self.resolved.append(name)
        return [self.meanings.pop(0) if len(self.meanings) > 1 else self.meanings[0]]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reply to one request, and close."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path, host = head.split()[1], head.lower().partition("host: ")[2].split()[0]
            self.asked.append(f"{host}{path}")
            if (reply := self.replies[path]) is None:
                await reader.read()  # until the other side goes
            else:
                writer.write(reply)
                await writer.drain()
            writer.close()


def ok(body: bytes, kind: str = "image/png") -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def redirect(address: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nlocation: {address}\r\ncontent-length: 0\r\n\r\n".encode()


@asynccontextmanager
async def hosting(patch: pytest.MonkeyPatch) -> AsyncIterator[Host]:
    """Serve inside the block; the addresses of this machine but 127.0.0.2 count for public."""
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(NAME).configure_cert(tls)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    host = Host(authority, trusting)
    patch.setattr(picture, "resolve", host.resolve)
    patch.setattr(picture, "is_public", lambda address: address == "127.0.0.1")
    server = await asyncio.start_server(host.serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        host.port = server.sockets[0].getsockname()[1]
        yield host


async def refusal(address: str, host: Host | None = None) -> str:
    with pytest.raises(NoPicture) as refused:
        await fetch(address, host.context if host else None)
    return str(refused.value)


async def test_a_picture_is_fetched_by_the_name_from_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with hosting(monkeypatch) as host:
        host.replies["/a.png"] = ok(PICTURE)
        # The name means nothing to this machine, and another address a moment later.
        host.meanings = ["127.0.0.1", "127.0.0.2"]
        assert await fetch(host.address("/a.png"), host.context) == PICTURE
        assert host.resolved == [NAME]
        assert host.asked == [f"{NAME}:{host.port}/a.png"]


async def test_the_certificate_has_to_be_that_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(monkeypatch) as host:
        host.replies["/a.png"] = ok(PICTURE)
        assert "cannot be fetched" in await refusal(host.address("/a.png", "other.example"), host)
        assert host.asked == []


async def test_redirects_are_followed_and_each_of_them_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with hosting(monkeypatch) as host:
        host.replies["/a.png"] = redirect("/b.png")
        host.replies["/b.png"] = ok(PICTURE)
        assert await fetch(host.address("/a.png"), host.context) == PICTURE

        host.meanings = ["127.0.0.1", "127.0.0.2"]
        assert "not public" in await refusal(host.address("/a.png"), host)
        host.meanings = ["127.0.0.1"]
        host.replies["/c.png"] = redirect(f"http://{NAME}/a.png")
        assert "Only https" in await refusal(host.address("/c.png"), host)
        host.replies["/d.png"] = redirect("/d.png")
        assert "too often" in await refusal(host.address("/d.png"), host)


async def test_only_a_picture_of_twenty_megabytes_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(monkeypatch) as host:
        host.replies["/most.png"] = ok(bytes(MOST_BYTES))
        host.replies["/more.png"] = ok(bytes(MOST_BYTES + 1))
        host.replies["/page"] = ok(b"<html>", "text/html")
        host.replies["/same"] = b"HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n"
        host.replies["/none"] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
        assert len(await fetch(host.address("/most.png"), host.context)) == MOST_BYTES
        assert "20 MB" in await refusal(host.address("/more.png"), host)
        assert "no picture" in await refusal(host.address("/page"), host)
        assert "no picture" in await refusal(host.address("/same"), host)
        assert "no picture" in await refusal(host.address("/none"), host)


async def test_a_server_that_says_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(monkeypatch) as host:
        monkeypatch.setattr(picture, "LIMIT_S", 0.2)
        host.replies["/a.png"] = None
        assert "cannot be fetched" in await refusal(host.address("/a.png"), host)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://localhost/a.png", "not public"),
        ("https://127.0.0.1/a.png", "not public"),
        ("https://2130706433/a.png", "not public"),
        ("https://0x7f.1/a.png", "not public"),
        ("https://[::1]/a.png", "cannot be fetched"),  # no address of IPv6 is asked for
        ("https://[::ffff:127.0.0.1]/a.png", "not public"),
        ("https://169.254.169.254/latest/meta-data/a.png", "not public"),
        ("https://10.0.0.1/a.png", "not public"),
        ("https://0.0.0.0/a.png", "not public"),
        ("https://user@127.0.0.1/a.png", "not public"),
        ("http://8.8.8.8/a.png", "Only https"),
        ("file:///etc/passwd", "Only https"),
        ("https:///a.png", "cannot be fetched"),
        ("https://" + "a" * 300 + "/a.png", "cannot be fetched"),
    ],
)
async def test_nothing_is_asked_for_inside_the_house(address: str, why: str) -> None:
    assert why in await refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    ],
)
async def test_addresses_that_not_everybody_reaches_are_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("8.8.8.8")
