from __future__ import annotations

import asyncio

import pytest

from tests.downloads.hub import Request, open_hub
from yeoul.downloads.faults import Again
from yeoul.downloads.hub_client import HubClient
from yeoul.errors import ModelUnavailable

pytestmark = pytest.mark.anyio


async def followed(url: str) -> str:
    client = HubClient(url, stall_s=5.0)
    try:
        async with client.open({}) as reply:
            return (await reply.aread()).decode()
    finally:
        await client.aclose()


async def test_redirects_are_followed_on_this_machine() -> None:
    async with open_hub() as hub, open_hub() as other:

        async def redirect(request: Request) -> None:
            await request.head(302, location=f"{other.url}/stored", content_length=0)

        hub.always = redirect
        other.add("/stored", b"content")

        assert await followed(f"{hub.url}/file") == "content"


@pytest.mark.parametrize(
    "location",
    [
        "http://hub.example/file",  # unencrypted, elsewhere
        "ftp://127.0.0.1/file",
        "file:///etc/passwd",
    ],
)
async def test_a_redirect_to_an_unsafe_place_is_refused(location: str) -> None:
    async with open_hub() as hub:

        async def redirect(request: Request) -> None:
            await request.head(302, location=location, content_length=0)

        hub.always = redirect

        with pytest.raises(ModelUnavailable, match="leads to"):
            await followed(f"{hub.url}/file")


def test_a_hub_elsewhere_may_not_lead_to_this_machine() -> None:
    import httpx2

    client = HubClient("https://hub.example/file", stall_s=5.0)
    origin = httpx2.URL("https://hub.example/file")

    for url in ("http://127.0.0.1:8000/api", "https://localhost/api", "http://hub.example/file"):
        with pytest.raises(ModelUnavailable):
            client.redirected(origin, httpx2.URL(url))
    for url in ("https://cdn.example/file", "https://hub.example/other"):
        assert client.redirected(origin, httpx2.URL(url)) == httpx2.URL(url)


async def test_a_hub_that_is_not_there_is_away_and_the_reason_is_told() -> None:
    why = r"127\.0\.0\.1:9 cannot be reached: nothing listens there\."
    with pytest.raises(Again, match=why) as raised:
        await followed("http://127.0.0.1:9/file")

    assert raised.value.fault.code == "hub_unreachable"


async def test_a_hub_that_speaks_no_tls_is_told_as_such() -> None:
    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Again, match="secure connection"):
            await followed(f"https://127.0.0.1:{port}/file")
