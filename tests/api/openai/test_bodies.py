"""The bodies that the door takes: large ones, and compressed ones that do not fill the memory."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from backports import zstd

from tests.served import Served, serving
from yeoul.api.doors import MAX_HISTORY_BYTES

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
PATH = "/v1/chat/completions"
USER = {"role": "user", "content": "?"}
ASKED = {"messages": [{"role": "user", "content": "Where do rivers go?"}]}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["To the sea."]) as served:
        yield served


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "GZIP"])
async def test_a_compressed_body_is_read(served: Served, encoding: str) -> None:
    content = orjson.dumps(ASKED)
    packed = gzip.compress(content) if encoding.lower() == "gzip" else zstd.compress(content)
    headers = {"content-type": "application/json", "content-encoding": encoding}

    reply = await served.client.post(PATH, content=packed, headers=headers)

    assert reply.status_code == 200
    assert served.provider.prompts[0].turns[-1].content == "Where do rivers go?"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
async def test_a_body_that_would_fill_the_memory_is_refused(served: Served, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zstd.compress
    bomb = pack(b" " * (MAX_HISTORY_BYTES + 1))
    headers = {"content-type": "application/json", "content-encoding": encoding}

    reply = await served.client.post(PATH, content=bomb, headers=headers)

    assert len(bomb) < 100_000
    assert reply.status_code == 413
    assert reply.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("encoding", "content", "status"),
    [
        ("gzip", b"{}", 400),
        ("zstd", b"{}", 400),
        ("gzip", gzip.compress(b"{}", mtime=0)[:-1], 400),
        ("zstd", zstd.compress(b"{}")[:-1], 400),
        ("gzip", gzip.compress(b"{}", mtime=0) * 2, 400),
        ("zstd", zstd.compress(b"{}") * 2, 400),
        ("br", b"{}", 415),
        ("gzip, gzip", b"{}", 415),
    ],
)
async def test_a_body_that_is_not_what_its_encoding_says_is_refused(
    served: Served, encoding: str, content: bytes, status: int
) -> None:
    headers = {"content-type": "application/json", "content-encoding": encoding}

    reply = await served.client.post(PATH, content=content, headers=headers)

    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["message"]


async def test_a_history_of_many_megabytes_is_taken(served: Served) -> None:
    said = "a, b[1]; " * 1_000
    history = [{"role": "user", "content": said}, {"role": "assistant", "content": "ok"}] * 400
    body = orjson.dumps({"messages": [*history, USER, {**USER, "content": "가" * (8 << 20)}]})
    assert 25 << 20 < len(body) < MAX_HISTORY_BYTES

    reply = await served.client.post(PATH, content=body, headers=JSON)

    assert reply.status_code == 200
    digest = hashlib.sha256(served.provider.prompts[0].turns[0].content.encode()).hexdigest()
    assert digest == hashlib.sha256(said.encode()).hexdigest()
