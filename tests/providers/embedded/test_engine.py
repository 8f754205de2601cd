"""The native engine opens nothing to strangers, says nothing, and fails in words."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.contracts.providers import bundled_model, llama_engine
from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded.engine import Engine

pytestmark = [pytest.mark.anyio, pytest.mark.llama]

#: Loads the file and says in one line what came of it.
LOAD = """
import sys
from pathlib import Path
from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded.engine import Engine
try:
    engine = Engine.load(Path(sys.argv[1]), alias="m", slots=1, context_length=256, threads=1)
except ModelUnavailable as error:
    print("unavailable:", error.detail)
else:
    print("loaded")
    engine.close()
"""


def load(path: Path) -> str:
    """Load ``path`` in a process of its own and return all that it wrote."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done
    return done.stdout


def test_loading_writes_nothing_of_its_own() -> None:
    assert load(bundled_model()) == "loaded\n"


@pytest.mark.parametrize("damage", ["cut", "garbage", "tensors cut"])
def test_a_damaged_file_is_refused_with_its_name_and_nothing_else_is_written(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "broken.gguf"
    with bundled_model().open("rb") as whole:
        content = whole.read({"cut": 100_000, "garbage": 0, "tensors cut": 50_000_000}[damage])
    path.write_bytes(content or b"garbage " * 1000)

    [line] = load(path).splitlines()

    assert line.startswith(f"unavailable: {path} cannot be loaded")


async def test_the_listener_is_on_loopback_and_takes_only_its_key() -> None:
    engine = await asyncio.to_thread(llama_engine)
    assert engine.address.startswith("http://127.0.0.1:")
    async with httpx2.AsyncClient(base_url=engine.address, trust_env=False) as client:
        for path in ("/v1/models", "/props", "/slots", "/metrics"):
            assert (await client.get(path)).status_code == 401
        for path in ("/v1/chat/completions", "/completion", "/tokenize"):
            assert (await client.post(path, json={})).status_code == 401
        assert (await client.get("/")).status_code == 404
        wrong = {"authorization": "Bearer " + "0" * 64}
        assert (await client.get("/props", headers=wrong)).status_code == 401


async def test_tokens_are_counted_exactly() -> None:
    engine = await asyncio.to_thread(llama_engine)

    assert await engine.count_tokens("") == 0
    assert await engine.count_tokens("Hello world") == 2
    assert await engine.count_tokens("여울 👍🏽\0\u2028") > 5


async def test_a_call_that_raises_tells_it_to_its_reader() -> None:
    engine = await asyncio.to_thread(llama_engine)
    call = engine.call({"stream": True})  # no messages: the library raises

    with pytest.raises(ValueError, match="messages"):
        await call.next_chunks()

    await call.aclose()


async def test_a_call_is_left_between_two_steps_of_its_prompt() -> None:
    engine = await asyncio.to_thread(llama_engine)
    messages = [{"role": "user", "content": "word " * 900}]
    call = engine.call({"messages": messages, "stream": True, "return_progress": True})
    await call.next_chunks()

    await call.aclose()

    told = [orjson.loads(chunk).get("prompt_progress") for chunk in await call.next_chunks()]
    assert all(step["processed"] < step["total"] for step in told)


async def test_leaving_a_call_twice_is_harmless_and_its_thread_is_free_again() -> None:
    engine = await asyncio.to_thread(llama_engine)
    messages = [{"role": "user", "content": "Tell me a very long story."}]
    for _ in range(4):  # more than there are slots
        call = engine.call({"messages": messages, "stream": True, "max_tokens": 500})
        assert await call.next_chunks()
        await call.aclose()
        await call.aclose()


def test_without_the_library_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)

    with pytest.raises(ModelUnavailable, match=r"pip install 'yeoul\[local\]'"):
        Engine.load(bundled_model(), alias="m", slots=1, context_length=256, threads=1)
