"""A server whose answers go on until their test has seen enough.

What a test does to a growing answer must meet it growing, however fast the machine is and however
slow the browser. So the script gives the question back, and then counts: word0 word1 word2 …, each
in a paragraph of its own if the question speaks of paragraphs. It ends by itself once the test has
called `CountingServer.enough`.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from tests.e2e.processes import ServerProcess, running
from yeoul import mount
from yeoul.app import create_app
from yeoul.caller import Caller
from yeoul.files.data_dir import DataDirectory
from yeoul.providers.base import Prompt
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Step, echo
from yeoul.providers.scripted import Scripted
from yeoul.serving.server import configure_logging, run
from yeoul.serving.sockets import bound, url_of
from yeoul.settings import Settings

MODEL = "scripted:counting"


class CountingServer(ServerProcess):
    """Its answers end when `enough` is called after they have begun."""

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 0,
        words_per_s: float = 20,
        mounted_at: str = "",
        product: bool = False,
    ) -> None:
        options: tuple[str, ...] = (
            *("--words-per-s", str(words_per_s)),
            *("--mounted-at", mounted_at),
        )
        options += ("--product",) * product
        super().__init__(data_dir, *options, port=port, main=main, command=())
        self._calls = _calls(data_dir)

    def enough(self) -> None:
        """Let every answer that has begun to count come to its end."""
        with self._calls.open("a") as calls:
            calls.write("enough\n")


def counting_server(data_dir: Path, **options: Any) -> AbstractContextManager[CountingServer]:
    """Run a server inside the block; on the same data and port it goes on where one was killed.

    ``mounted_at`` puts it into another app, which has a route of its own, ``/price``. With
    ``product`` the cookie ``who`` says who asks, as a product's own session does.
    """
    return running(CountingServer(data_dir, **options))


def counted(text: str) -> list[int]:
    """Return the numbers of the words that an answer has counted."""
    return [int(number) for number in re.findall(r"\bword(\d+)", text)]


def _calls(data_dir: Path) -> Path:
    return data_dir / "enough"


def _count(prompt: Prompt, *, calls: Path) -> Iterator[Step]:
    called = calls.stat().st_size
    yield from echo(prompt)
    between = "\n\n" if "paragraph" in prompt.turns[-1].content else " "
    for number in itertools.count():
        if calls.stat().st_size > called:
            return
        yield f"{between}word{number}"


def main() -> None:
    """Serve, as ``yeoul serve`` does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--words-per-s", type=float, required=True)
    parser.add_argument("--mounted-at", required=True)
    parser.add_argument("--product", action="store_true")
    given = parser.parse_args()
    configure_logging("warning")
    calls = _calls(given.data_dir)
    calls.touch()
    script = partial(_count, calls=calls)
    with (
        DataDirectory.open(given.data_dir) as directory,
        bound("127.0.0.1", given.port) as sockets,
    ):
        app = create_app(
            Settings(data_dir=given.data_dir, port=given.port),
            catalogue=Catalogue([Scripted({MODEL: script}, pieces_per_s=given.words_per_s)]),
            directory=directory,
            identify=_identify if given.product else None,
        )
        served = _host(app, given.mounted_at) if given.mounted_at else app
        run(served, sockets, on_ready=lambda: print(url_of(sockets), flush=True))


async def _identify(connection: HTTPConnection) -> Caller | None:
    name = connection.cookies.get("who")
    return Caller(f"owner of {name}", account=name) if name else None


def _host(app: FastAPI, path: str) -> FastAPI:
    host = FastAPI()

    @host.get("/price")
    async def price() -> dict[str, int]:
        return {"price": 3}

    mount(host, path, app)
    return host
