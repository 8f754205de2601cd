"""The easy provider: an asynchronous function that yields text, made into a whole `Provider`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from yeoul.errors import ProviderUnavailable
from yeoul.providers.base import Finish, Model, Piece, Prompt, Provider, Text, as_text

TextFunction = Callable[[Prompt], AsyncGenerator[str, None]]


def provider(
    name: str, *, title: str | None = None, context_length: int | None = None, slots: int = 100
) -> Callable[[TextFunction], Provider]:
    """Return a decorator that makes a `Provider` of an ``async def`` that yields `str`.

    Each call of the function is one answer, which ends with reason ``stop`` when the function
    returns. It is called with the `Prompt`, begins when the answer has a slot, and is closed in
    mid-run when the answer is stopped: ``finally`` and ``async with`` clean up. Any exception fails
    the answer; a `YeoulError` does so with its own words.

    Args:
        name: The provider's name and its one model's id.
        title: The model's name for people. Default: ``name``.
        context_length: Tokens of prompt and answer together, so that long conversations are cut to
            fit. Default: unknown, nothing is cut.
        slots: Answers that grow at the same time; others wait.

    Raises:
        TypeError: the decorated object is not an ``async def`` with a ``yield`` in it.
    """

    def decorate(function: TextFunction) -> Provider:
        if not inspect.isasyncgenfunction(function):
            raise TypeError(f"The provider {name!r} must be an async def that yields its text.")
        # A function reads the turns' words; one that reads their pictures is a `Provider`.
        model = Model(name, name, title or name, context_length, images=False)
        return _TextFunctionProvider(function, model, slots)

    return decorate


class _TextFunctionProvider(Provider):
    def __init__(self, function: TextFunction, model: Model, slots: int) -> None:
        self.name = model.provider
        self.slots = slots
        self._function = function
        self._model = model
        self._closed = False
        #: One timeout for each answer that waits for its next text.
        self._waits: set[asyncio.Timeout] = set()

    async def models(self) -> Sequence[Model]:
        return [self._model]

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        async with aclosing(self._function(prompt)) as texts:
            while (text := await self._next(texts)) is not None:
                if text:
                    yield [Text(as_text(text))]
        yield [Finish("stop", None)]

    async def _next(self, texts: AsyncGenerator[str, None]) -> str | None:
        """Return the next text; None after the last.

        Raises:
            ProviderUnavailable: the provider was closed before or during the wait.
        """
        if self._closed:
            raise self._unavailable()
        try:
            # `aclose` ends the wait by moving its deadline: there is no other way to interrupt a
            # function that waits for something else.
            async with asyncio.timeout(None) as wait:
                self._waits.add(wait)
                text = await anext(texts, None)
        except TimeoutError:
            if not wait.expired():
                raise  # the function's own
            raise self._unavailable() from None
        finally:
            self._waits.discard(wait)
        if not isinstance(text, str | None):
            raise TypeError(f"The provider {self.name!r} yielded {text!r}, which is no str.")
        return text

    def _unavailable(self) -> ProviderUnavailable:
        return ProviderUnavailable(f"The provider {self.name} was closed.")

    async def aclose(self) -> None:
        self._closed = True
        for wait in self._waits:
            wait.reschedule(0)
