"""Replies that no specification of HTTP allows, from the service's socket to the end event."""

from __future__ import annotations

import asyncio
import gzip
import sys
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.providers.services import service_provider
from tests.served import Served, serving
from tests.services.chat_service import DONE, Call, ChatService, finish, open_chat_service, text
from yeoul.providers.catalogue import Catalogue

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.anyio

BODY = text("raw ") + text("강물") + finish() + DONE
SIZE = len(BODY)
STREAM = "content-type: text/event-stream"
CHUNKED = "transfer-encoding: chunked"


def chunks(body: bytes, form: bytes = b"%x\r\n%b\r\n") -> bytes:
    return form % (len(body), body) + b"0\r\n\r\n"


def reply(body: bytes, *headers: str, first: str = "HTTP/1.1 200 OK", end: str = "\r\n") -> bytes:
    head = end.join([first, STREAM, *headers, "", ""])
    return head.encode() + body


def coded(name: str, body: bytes) -> bytes:
    return reply(body, f"content-encoding: {name}", f"content-length: {len(body)}")


READ = {
    "a length and chunks": reply(chunks(BODY), CHUNKED, "content-length: 5"),
    "chunks and a length": reply(chunks(BODY), "content-length: 5", CHUNKED),
    "the content type twice": reply(chunks(BODY), STREAM, CHUNKED),
    "a length twice": reply(BODY, *[f"content-length: {SIZE}"] * 2),
    "two lengths": reply(BODY, f"content-length: {SIZE}", "content-length: 7"),
    "a list of lengths": reply(BODY, f"content-length: {SIZE}, {SIZE}"),
    "a length that is none": reply(BODY, "content-length: unknown"),
    "chunked twice": reply(chunks(BODY), CHUNKED, CHUNKED),
    "chunked, chunked": reply(chunks(BODY), CHUNKED + ", chunked"),
    "transfer encoding identity": reply(BODY, "transfer-encoding: identity"),
    "HTTP/1.0 to its end": reply(BODY, first="HTTP/1.0 200 OK"),
    "HTTP/1.0 in chunks": reply(chunks(BODY), CHUNKED, first="HTTP/1.0 200 OK"),
    "to its end": reply(BODY),
    "no reason phrase": reply(chunks(BODY), CHUNKED, first="HTTP/1.1 200"),
    "bare line feeds": reply(chunks(BODY), CHUNKED, end="\n"),
    "blank lines before": b"\r\n\r\n" + reply(chunks(BODY), CHUNKED),
    "a folded header": reply(chunks(BODY), "x-note: of\r\n  two lines", CHUNKED),
    "a space before a colon": reply(chunks(BODY), "transfer-encoding : chunked"),
    "a line without a colon": reply(chunks(BODY), "rubbish", CHUNKED),
    "interim replies": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: </a>\r\n\r\n"
    + reply(chunks(BODY), CHUNKED),
    "h2c on offer": reply(chunks(BODY), "upgrade: h2c", "connection: Upgrade", CHUNKED),
    "chunk extensions": reply(chunks(BODY, b"%x;a=b\r\n%b\r\n"), CHUNKED),
    "chunk sizes with spaces": reply(chunks(BODY, b"%x  \r\n%b\r\n"), CHUNKED),
    "chunk sizes with noughts": reply(chunks(BODY, b"0000%X\r\n%b\r\n"), CHUNKED),
    "no last chunk": reply(b"%x\r\n%b\r\n" % (SIZE, BODY), CHUNKED),
    "half a last chunk": reply(b"%x\r\n%b\r\n0\r\n" % (SIZE, BODY), CHUNKED),
    "trailers": reply(chunks(BODY)[:-2] + b"x-sum: 1\r\n\r\n", CHUNKED),
    "less than its length": reply(BODY, f"content-length: {SIZE + 100}"),
    "gzip": coded("gzip", gzip.compress(BODY)),
    "gzip, named twice": reply(gzip.compress(BODY), *["content-encoding: gzip"] * 2),
    "deflate": coded("deflate", zlib.compress(BODY)),
    "deflate without a head": coded("deflate", zlib.compress(BODY, wbits=-15)),
    "zstd": coded("zstd", zstd.compress(BODY)),
    "a content encoding that is none": coded("utf-8", BODY),
    "content encoding identity": coded("Identity", BODY),
}
NAMED = {
    "br": (coded("br", b"\x0b\x02\x80"), "compressed (br)"),
    "gzip for the way": (reply(BODY, "transfer-encoding: gzip, chunked"), "(chunked, gzip)"),
    "another protocol": (reply(b"", "upgrade: h2c", first="HTTP/1.1 101 Go"), "another protocol"),
    "no HTTP": (b"\x15\x03\x01\x00\x02\x02\x46", "http or https?"),
    "no status": (reply(BODY, first="HTTP/1.1 OK"), "does not speak HTTP"),
}


async def asked_twice(
    tmp_path: Path, sent: bytes, check: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Have ``check`` see what becomes of a reply, twice: the first may spoil its connection."""

    async def plan(call: Call) -> None:
        call.writer.write(sent)
        await call.writer.drain()

    async with open_chat_service() as service:
        service.answer = plan
        provider = service_provider(service.base_url, default_model="m")
        catalogue = Catalogue([provider], default_provider=provider, default_model="m")
        async with serving(tmp_path, catalogue=catalogue) as served:
            for _ in range(2):
                await check(await answered(served, service))
        assert len(service.questions) == 2


async def answered(served: Served, service: ChatService) -> dict[str, Any]:
    asked = await served.ask("?")
    await asyncio.wait_for(served.events(asked["answer"]["id"]), 30)
    answer: dict[str, Any] = await served.get(f"/api/answers/{asked['answer']['id']}")
    return answer


@pytest.mark.parametrize("name", READ)
async def test_an_answer_is_read_from_a_reply_with(name: str, tmp_path: Path) -> None:
    async def check(answer: dict[str, Any]) -> None:
        assert answer["error"] is None
        assert (answer["status"], answer["text"]) == ("finished", "raw 강물")

    await asked_twice(tmp_path, READ[name], check)


@pytest.mark.parametrize("name", NAMED)
async def test_the_cause_is_named_of_a_reply_with(name: str, tmp_path: Path) -> None:
    sent, words = NAMED[name]

    async def check(answer: dict[str, Any]) -> None:
        assert answer["status"] == "failed"
        assert words in answer["error"]["detail"]

    await asked_twice(tmp_path, sent, check)
