"""Work on prompts that have pictures: megabytes in base64 and JSON, beside the event loop.

Every stream of the server would stand still meanwhile, for 0.1 s where the pictures are as large as
they may be. Texts are written at once: a thread would take longer than they do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from yeoul.providers.base import Prompt

T = TypeVar("T")


def is_large(prompt: Prompt) -> bool:
    """Return whether a prompt has pictures."""
    return any(turn.pictures for turn in prompt.turns)


async def work_on(prompt: Prompt, work: Callable[[], T]) -> T:
    """Return the result of ``work``, done in a thread if the prompt is large."""
    return await asyncio.to_thread(work) if is_large(prompt) else work()
