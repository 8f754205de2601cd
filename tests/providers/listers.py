"""Providers that list models, or fail to, and generate nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from yeoul.errors import YeoulError
from yeoul.providers.base import Model, Piece, Prompt, Provider


class Lister(Provider):
    """Lists models, or fails to."""

    def __init__(
        self, name: str, *ids: str, failure: YeoulError | None = None, remote: bool = False
    ) -> None:
        self.name = name
        self.remote = remote
        self.failure = failure
        self.listed = 0
        self.events: list[str] = []
        self._ids = ids

    async def models(self) -> Sequence[Model]:
        self.listed += 1
        if self.failure:
            raise self.failure
        return [Model(id, self.name, id) for id in self._ids]

    def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        raise NotImplementedError

    async def ready(self) -> None:
        if self.failure:
            raise self.failure

    async def start(self) -> None:
        self.events.append("start")

    async def aclose(self) -> None:
        self.events.append("close")
        if self.failure:
            raise self.failure


class Owner(Lister):
    """Says what the ids of its models begin with."""

    prefix = "desk/"


class Slow(Lister):
    """Does either when it may go on."""

    def __init__(self, name: str, *ids: str, failure: YeoulError | None = None) -> None:
        super().__init__(name, *ids, failure=failure)
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()

    async def models(self) -> Sequence[Model]:
        self.asked.set()
        await self.go_on.wait()
        return await super().models()
