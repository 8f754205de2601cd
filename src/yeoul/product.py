"""Calls of functions that the product around this server has given.

They may be ``async def``, or plain functions, which run in threads of their own and may block. None
of them is waited for longer than a limit. What else goes wrong in one is in the log, and nowhere
else.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar, cast

from yeoul.errors import HookTimeout, Internal, YeoulError

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

#: Seconds that a person waits for a product's decision.
HOOK_LIMIT_S = 10.0
#: Threads for the plain functions of each hook.
THREADS = 8


class ProductCall(Generic[T, R]):
    """A function of a product, called with one value. For one event loop."""

    def __init__(
        self,
        function: Callable[[T], Awaitable[R] | R],
        name: str,
        *,
        limit_s: float = HOOK_LIMIT_S,
    ) -> None:
        self._function = function
        self._name = name
        self._limit_s = limit_s
        self._pool = None if _is_async(function) else ThreadPoolExecutor(THREADS, name)

    async def __call__(self, value: T) -> R:
        """Return what the function returns.

        Raises:
            YeoulError: the function has raised it.
            HookTimeout: it takes too long. A plain function goes on in its thread.
            Internal: it has raised anything else, which is logged.
        """
        try:
            async with asyncio.timeout(self._limit_s) as limit:
                return await self._call(value)
        except YeoulError:
            raise
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                logger.error("%s took longer than %g s", self._name, self._limit_s)
                raise HookTimeout("Nobody has decided this in time: try again.") from None
            logger.exception("%s failed", self._name, exc_info=error)
            raise Internal.unforeseen() from error

    async def _call(self, value: T) -> R:
        if self._pool is None:
            result: Any = self._function(value)
        else:
            context = contextvars.copy_context()
            loop = asyncio.get_running_loop()
            result = await loop.run_in_executor(self._pool, context.run, self._function, value)
        return cast("R", await result if inspect.isawaitable(result) else result)


def _is_async(function: Callable[..., Any]) -> bool:
    call = getattr(function, "__call__", None)  # noqa: B004  # an object with an async __call__
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)
