"""Answers that wait for a test, and what both those of responses look at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from tests.served import Served
from yeoul.errors import ProviderBroken
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Prompt, Thought
from yeoul.providers.script_steps import Step


class Gate:
    """Holds answers to questions that say so."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    def script(self, prompt: Prompt) -> Iterator[Step]:
        """Yield an answer that waits in its middle for a question that says "wait"."""
        asked = prompt.turns[-1].content
        if "fail" in asked:
            raise ProviderBroken("It broke off.")
        yield Thought("Hm")
        yield "To the "
        if "wait" in asked:
            yield self.open
        yield 'sea "여울".'
        yield Finish("stop", Usage(9, 4))


async def listed(served: Served) -> list[str]:
    """Return the titles of the conversations in the list."""
    page = await served.get("/api/conversations")
    return [each["title"] for each in page["conversations"]]


def said(prompt: Prompt) -> list[tuple[str, str]]:
    return [(turn.role, turn.content) for turn in prompt.turns]
