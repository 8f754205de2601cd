"""The embedded provider: a GGUF model run by llama.cpp inside this process, without any service.

Owns the loading of the model, the requests to it, and the way from its chunks to pieces. The native
side is in engine.py.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from yeoul.errors import ContextTooLong, ModelUnavailable, ProviderRejected, YeoulError
from yeoul.providers.base import (
    Finish,
    Model,
    Piece,
    Progress,
    Prompt,
    Provider,
    Text,
    Thought,
    Turn,
)
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.providers.chat_request import chat_request
from yeoul.providers.embedded.engine import Engine, NativeCall, load_engine
from yeoul.providers.embedded.gguf import read_head
from yeoul.providers.embedded.model_files import is_default_file
from yeoul.providers.embedded.repetition import Repetition
from yeoul.providers.embedded.trial import try_loading
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

DEFAULT_CONTEXT_LENGTH = 4096
DEFAULT_TEMPERATURE = 0.3
#: Seconds for which closing waits for a model that is still being loaded.
LOADING_GRACE_S = 1.0
#: A mild guard against repetition. Of 20 questions, SmolLM2 went round in circles on 7 without it,
#: and on none with it; a penalty of 1.1 alone bent code and names.
REPETITION_GUARD = {
    "repeat_penalty": 1.05,
    "repeat_last_n": 64,
    "dry_multiplier": 0.8,
    "dry_base": 1.75,
    "dry_allowed_length": 4,
    "dry_penalty_last_n": 1024,
}


class _Loading(ModelUnavailable):
    """Raised while the model is being loaded: waiting helps."""

    retryable = True


class EmbeddedProvider(Provider):
    """The model in one GGUF file.

    ``model_id`` and ``title`` default to the file's stem and the title in the file. ``slots``
    answers grow at the same time (default: one per core, 1 to 4), each within ``context_length``
    tokens (default: the model's own limit, at most 4 096, because a CPU reads a longer prompt for
    minutes). ``threads`` defaults to the number of cores.
    """

    name = "embedded"
    can_continue = True
    default_max_tokens = 1024

    def __init__(
        self,
        path: Path,
        *,
        model_id: str | None = None,
        title: str | None = None,
        slots: int | None = None,
        context_length: int | None = None,
        threads: int | None = None,
    ) -> None:
        cores = os.cpu_count() or 1
        self.path = path
        self.slots = slots or max(1, min(4, cores))
        self._threads = threads or cores
        self.model_id = model_id or path.stem
        self._title = title
        self._context_length = context_length
        self._engine: Engine | None = None
        self._failure: YeoulError | None = None
        self._settled = asyncio.Event()
        self._started = False
        self._closed = False
        self._guard = asyncio.Semaphore(self.slots)
        self._calls: set[NativeCall] = set()
        self._tasks = Tasks()

    async def models(self) -> Sequence[Model]:
        """Return the one model, even while it is being loaded.

        Raises:
            ModelUnavailable: it cannot be loaded.
        """
        if self._failure is not None:
            raise ModelUnavailable(self._failure.detail)
        head = await asyncio.to_thread(read_head, self.path)
        title = self._title or head.title or self.model_id
        return [Model(self.model_id, self.name, title, self._window(head.context_length))]

    @property
    def running(self) -> int:
        """The number of native calls that are running."""
        return len(self._calls)

    def _window(self, trained: int | None) -> int:
        wanted = self._context_length or DEFAULT_CONTEXT_LENGTH
        return min(wanted, trained) if trained else wanted

    async def start(self) -> None:
        """Begin to load the model in the background. Idempotent."""
        if not self._started:
            self._started = True
            self._tasks.start(self._load(), name=f"load {self.path.name}")

    async def _load(self) -> None:
        try:
            head = await asyncio.to_thread(read_head, self.path)
            if not is_default_file(self.path):
                await try_loading(self.path)
            self._engine = await load_engine(
                partial(
                    Engine.load,
                    self.path,
                    alias=self.model_id,
                    slots=self.slots,
                    context_length=self._window(head.context_length),
                    threads=self._threads,
                )
            )
        except YeoulError as error:
            logger.error("%s", error.detail)
            self._failure = error
        except Exception as error:
            logger.exception("the model cannot be loaded")
            self._failure = ModelUnavailable(f"{self.path} cannot be loaded.")
            self._failure.__cause__ = error
        finally:
            self._settled.set()

    async def ready(self) -> None:
        """Check that the model is loaded.

        Raises:
            ModelUnavailable: it is being loaded (``retryable``), cannot be loaded, or was closed.
        """
        if not self._settled.is_set():
            raise _Loading("The model is being loaded.")
        self._loaded()

    def _loaded(self) -> Engine:
        if self._closed:
            raise ModelUnavailable("The embedded model was closed.")
        if self._engine is None:
            raise ModelUnavailable(self._failure.detail if self._failure else "")
        return self._engine

    async def _wait_loaded(self) -> Engine:
        await self.start()
        await self._settled.wait()
        return self._loaded()

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Generate one answer. While the prompt is read, ``thinking`` comes every 128 tokens.

        An answer that still goes round in circles ends with ``length``.
        """
        if not self._settled.is_set():
            yield [Progress("connecting")]
        await self._wait_loaded()
        reply, repetition = ChatChunks(_failed), Repetition()
        async with self._guard, aclosing(self._loaded().call(_request(prompt))) as call:
            self._calls.add(call)
            try:
                while chunks := await call.next_chunks():
                    if pieces := reply.read(chunks):
                        yield pieces
                    if reply.failure is not None:
                        raise reply.failure
                    texts = (p.text for p in pieces if isinstance(p, Text | Thought))
                    if repetition.noticed("".join(texts)):
                        yield [*reply.held_back(), Finish("length", None)]
                        return
            finally:
                self._calls.discard(call)
            self._loaded()  # raises if the model was closed in the middle of the answer
            yield reply.finish()

    async def count_tokens(self, text: str) -> int:
        """Return the model's exact token count of ``text``, once the model is loaded."""
        try:
            engine = await self._wait_loaded()
            return await engine.count_tokens(text)
        except (YeoulError, OSError, ValueError):
            return len(text.encode()) + 1  # never too few

    async def aclose(self) -> None:
        """End every running call and free the model. Waits only a second for a load."""
        self._closed = True
        if self._started:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOADING_GRACE_S):
                    await self._settled.wait()
        for call in list(self._calls):
            await call.aclose()
        if self._engine is not None:
            engine, self._engine = self._engine, None
            await asyncio.to_thread(engine.close)
        await self._tasks.cancel()


def _request(prompt: Prompt) -> dict[str, Any]:
    prefix = [Turn("assistant", prompt.prefix)] if prompt.prefix else []
    request = chat_request([*prompt.turns, *prefix], prompt.parameters)
    request.setdefault("temperature", DEFAULT_TEMPERATURE)
    request.setdefault("max_tokens", EmbeddedProvider.default_max_tokens)
    if "seed" in request:
        request["seed"] &= 0xFFFFFFFF
    return {**request, "return_progress": True, **REPETITION_GUARD}


def _failed(chunk: object) -> YeoulError:
    error = chunk.get("error", chunk) if isinstance(chunk, dict) else {}
    if error.get("type") == "exceed_context_size_error":
        return ContextTooLong(
            f"The question has {error.get('n_prompt_tokens')} tokens, "
            f"the model holds {error.get('n_ctx')}. Make it shorter."
        )
    return ProviderRejected(f"The embedded model refused: {str(error.get('message'))[:200]}")
