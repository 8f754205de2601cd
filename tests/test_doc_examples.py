"""The examples in the documents are run as a reader would run them."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import anyio
import httpx2
import pytest

from scripts.environment import PYTHON
from tests.documents import blocks, prose, read
from tests.served import serving
from yeoul.providers.script_steps import call, river


def test_the_korean_readme_has_the_parts_and_the_examples_of_the_english_one() -> None:
    english, korean = read("README.md"), read("README.ko.md")

    assert levels(korean) == levels(english)
    assert [plain(b) for b in blocks(korean)] == [plain(b) for b in blocks(english)]
    assert korean.count("\n|") == english.count("\n|")


def levels(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), re.MULTILINE)]


def plain(block: str) -> str:
    """An example without its comments and its question, which are in the reader's language."""
    return re.sub(r"\s+(#|//) .*", "", re.sub(r'"[^"\n]*\?"', '"…?"', block))


@pytest.mark.parametrize(
    "name",
    ["README.md", "README.ko.md", "docs/embedding.md", "docs/gateway.md", "docs/lesson.md"],
)
def test_every_python_example_compiles(name: str) -> None:
    found = blocks(read(name), "python")

    assert found
    for number, block in enumerate(found):
        compile(block, f"{name}[{number}]", "exec")


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["README.md", "docs/embedding.md"])
async def test_the_python_client_example_tells_the_answer(name: str, tmp_path: Path) -> None:
    example = next(b for b in blocks(read(name), "python") if "import Client" in b)
    async with serving(tmp_path, river) as served:
        told = await run_example(example.replace("http://127.0.0.1:8000", served.url))

    assert "여울은 강이나" in told


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("mark", "times"),
    [
        ("client.chat.completions", 2),
        ("starting_after", 1),
        ("from ollama ", 2),
        ("from anthropic ", 2),
    ],
)
async def test_the_example_for_an_official_sdk_tells_the_answer(
    tmp_path: Path, mark: str, times: int
) -> None:
    examples = [b for b in blocks(read("docs/gateway.md"), "python") if mark in b]
    example = next(b for b in examples if "stream=True" in b or ".stream(" in b)
    async with serving(tmp_path, river) as served:
        told = await run_example(example.replace("http://127.0.0.1:8000", served.url))

    assert told.count("여울은 강이나") == times


@pytest.mark.anyio
async def test_the_example_with_a_tool_tells_the_call_and_the_answer_behind_it(
    tmp_path: Path,
) -> None:
    example = next(b for b in blocks(read("docs/gateway.md"), "python") if '"tools"' in b)
    async with serving(tmp_path, call) as served:
        told = await run_example(example.replace("http://127.0.0.1:8000", served.url))

    assert told.splitlines() == ["depth_at {'question': 'How deep is the ford?'}", "0.3 m"]


#: Starts the app of an example as the first one starts its own, on a free port.
LAUNCH = """
from yeoul import run

run(app, port=0, on_ready=lambda url: print("ready", url, flush=True))
"""


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("mark", "path", "told"),
    [
        ("run(app", "/price", '{"price":3}'),
        ("mount(app", "/price", '{"price":3}'),
        ("mount(app", "/chat/api/models", '"scripted:river"'),
        ("@provider", "/completion?query=a+b", "a b "),
        ("class Parrot", "/completion?query=a+b", "a b "),
    ],
)
async def test_the_example_of_an_own_server_serves(
    mark: str, path: str, told: str, tmp_path: Path
) -> None:
    code = next(b for b in blocks(read("docs/embedding.md"), "python") if mark in b)
    if "run(app" in code:
        code = code.replace('"127.0.0.1", 8000', '"127.0.0.1", 0')
    else:
        code += LAUNCH
    code = code.replace("river@50", "river")  # as fast as it is read
    # Where each system keeps a user's data.
    env = {"PYTHONIOENCODING": "utf-8", "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}

    with anyio.fail_after(45):
        async with await anyio.open_process([PYTHON, "-c", code], env=env, stderr=None) as server:
            assert server.stdout is not None
            said = (await server.stdout.receive()).decode().split()
            async with httpx2.AsyncClient(trust_env=False) as client:
                reply = await client.get(f"{said[1]}{path}")
            server.send_signal(signal.SIGINT)
            status = await server.wait()

    assert said[0] == "ready"
    assert told in reply.text
    assert status == 0


async def run_example(code: str) -> str:
    """Run a script as a reader would; returns what it writes."""
    with anyio.fail_after(30):
        done = await anyio.run_process([PYTHON, "-c", code], env={"PYTHONIOENCODING": "utf-8"})
    return done.stdout.decode()
