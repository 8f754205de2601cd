"""The embedded provider: a GGUF model run by llama.cpp inside this process, without any service.

Owns the loading of the model, the requests to it, and the way from its chunks to pieces. The native
side is in engine.py; memory.py decides which models stay loaded.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial

from yeoul.errors import (
    ContextTooLong,
    ModelUnavailable,
    PromptUnknown,
    ProviderRejected,
    YeoulError,
)
from yeoul.providers.base import (
    Finish,
    Model,
    Piece,
    Progress,
    Prompt,
    PromptToken,
    Provider,
    Text,
    Thought,
)
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.providers.embedded.engine import Engine, NativeCall, load_engine
from yeoul.providers.embedded.gguf import GgufHead, read_head
from yeoul.providers.embedded.memory import ModelMemory, TooLarge, needed_bytes
from yeoul.providers.embedded.model_files import (
    ModelFile,
    Stamp,
    is_default_file,
    stamp_of,
    title_of,
)
from yeoul.providers.embedded.repetition import Repetition
from yeoul.providers.embedded.request import DEFAULT_MAX_TOKENS, TAKEN, llama_request
from yeoul.providers.embedded.trial import try_loading
from yeoul.providers.large_prompts import work_on
from yeoul.providers.told_tokens import ToldTokens
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

DEFAULT_CONTEXT_LENGTH = 4096
#: Seconds for which closing waits for a model that is still being loaded.
LOADING_GRACE_S = 1.0


class _Loading(ModelUnavailable):
    """Raised while the model is being loaded: waiting helps."""

    retryable = True


class EmbeddedProvider(Provider):
    """The model in one GGUF file, loaded when it is first asked.

    ``slots`` answers grow at the same time (default: one per core, 1 to 4), each within
    ``context_length`` tokens (default: the model's own limit, at most 4 096, because a CPU reads a
    longer prompt for minutes). ``threads`` defaults to the number of cores. ``memory`` is shared by
    all models of a server, and may let this one go while it is idle; default: one of its own.
    """

    name = "embedded"
    can_continue = True
    takes = TAKEN
    default_max_tokens = DEFAULT_MAX_TOKENS

    def __init__(
        self,
        file: ModelFile,
        *,
        slots: int | None = None,
        context_length: int | None = None,
        threads: int | None = None,
        memory: ModelMemory | None = None,
    ) -> None:
        cores = os.cpu_count() or 1
        self.file = file
        self.slots = slots or default_slots()
        self._threads = threads or cores
        self._context_length = context_length
        self._memory = memory or ModelMemory()
        self._head = GgufHead(None, None, None)
        #: Size and date of the file whose head was read.
        self._head_of: Stamp | None = None
        self._engine: Engine | None = None
        #: The load that runs, or the one before it.
        self._load: asyncio.Task[None] | None = None
        #: Why the file could not be loaded, and its size and date then: another file of the name is
        #: tried again.
        self._failure: tuple[YeoulError, Stamp] | None = None
        self._closed = False
        self._guard = asyncio.Semaphore(self.slots)
        self._calls: set[NativeCall] = set()
        self._users = 0
        self._used_at_s = time.monotonic()
        self._tasks = Tasks()

    # -- what it offers ----------------------------------------------------------------------------

    @property
    def model_id(self) -> str:
        """The id of the one model."""
        return self.file.model_id

    async def models(self) -> Sequence[Model]:
        """Return the one model, whether or not it is loaded.

        Raises:
            ModelUnavailable: it cannot be loaded.
        """
        if (failure := self._known_failure()) is not None:
            raise failure
        file, head = self.file, await self._read_head()
        return [
            Model(
                file.model_id,
                self.name,
                self.title,
                context_window(head, self._context_length),
                languages=file.languages or head.languages,
                size_bytes=self.size_bytes,
                note=file.note,
                images=file.mmproj is not None,
                thinks=head.thinks,
                continues=True,
                candidates=True,
            )
        ]

    async def failure(self) -> YeoulError | None:
        """Return what is wrong with the file, as far as that is known; None if it is sound."""
        try:
            await self.models()
        except TooLarge:
            return None  # to fetch it once more would be of no use
        except YeoulError as error:
            return error
        return None

    async def _read_head(self) -> GgufHead:
        stamp = stamp_of(self.file.path)
        if stamp != self._head_of:
            self._head = await asyncio.to_thread(read_head, self.file.path)
            self.takes = TAKEN | {"tools"} if self._head.takes_tools else TAKEN
            self._head_of = stamp
        return self._head

    @property
    def title(self) -> str:
        """The model's name for people."""
        return self.file.title or title_of(self.file.path.stem, self._head.title)

    # -- as a tenant of the memory -----------------------------------------------------------------

    @property
    def size_bytes(self) -> int:
        """Bytes of the file, and of that by which it sees; 0 if it is gone."""
        projector = self.file.mmproj
        return stamp_of(self.file.path)[0] + (
            stamp_of(projector)[0] if projector is not None else 0
        )

    @property
    def needed_bytes(self) -> int:
        """Bytes of memory that the loaded model takes."""
        tokens = context_window(self._head, self._context_length) * self.slots
        return needed_bytes(self.size_bytes, tokens * (self._head.context_bytes_per_token or 0))

    @property
    def is_loaded(self) -> bool:
        """Whether it takes memory."""
        return self._engine is not None

    @property
    def is_busy(self) -> bool:
        """Whether it is being loaded, or somebody waits for it or for an answer of it."""
        return self._users > 0 or self._is_loading

    @property
    def used_at_s(self) -> float:
        """When it was last asked."""
        return self._used_at_s

    async def let_go(self) -> None:
        """Free the memory. The model is loaded again when it is asked for."""
        if self._engine is not None:
            # Taken before the first wait: a question that comes meanwhile loads another engine.
            engine, self._engine = self._engine, None
            logger.info("%s is let go", self.file.path.name)
            await asyncio.to_thread(engine.close)

    @asynccontextmanager
    async def _use(self) -> AsyncIterator[Engine]:
        """Give the engine, loaded, and keep it until the end of the block."""
        self._users += 1
        try:
            yield await self._wait_loaded()
        finally:
            self._users -= 1
            self._used_at_s = time.monotonic()
            self._memory.note_idle()

    # -- loading -----------------------------------------------------------------------------------

    @property
    def running(self) -> int:
        """The number of native calls that are running."""
        return len(self._calls)

    @property
    def _is_loading(self) -> bool:
        return self._load is not None and not self._load.done()

    async def start(self) -> None:
        """Begin to load the model in the background. Idempotent."""
        if self._engine is None and not self._is_loading and not self._closed:
            self._load = self._tasks.start(self._load_model(), name=f"load {self.file.path.name}")

    async def _load_model(self) -> None:
        path = self.file.path
        try:
            head = await self._read_head()
            await self._memory.make_room(self)
            if self.file.mmproj is not None or not is_default_file(path):
                await try_loading(path, self.file.mmproj)
            engine = await load_engine(
                partial(
                    Engine.load,
                    path,
                    mmproj=self.file.mmproj,
                    alias=self.model_id,
                    slots=self.slots,
                    context_length=context_window(head, self._context_length),
                    threads=self._threads,
                )
            )
            self._engine, self._failure = engine, None
        except YeoulError as error:
            logger.error("%s", error.detail)
            self._fail(error)
        except Exception as error:
            logger.exception("the model cannot be loaded")
            failure = ModelUnavailable(f"{path} cannot be loaded.")
            failure.__cause__ = error
            self._fail(failure)
        finally:
            if self._engine is None:
                self._memory.leave(self)
            self._memory.note_idle()

    def _fail(self, error: YeoulError) -> None:
        self._failure = error, stamp_of(self.file.path)

    def _known_failure(self) -> YeoulError | None:
        """Return why this very file cannot be loaded; None if another try could succeed."""
        if self._failure is None:
            return None
        error, stamp = self._failure
        return None if error.retryable or stamp != stamp_of(self.file.path) else error.copy()

    @property
    def is_in_memory(self) -> bool:
        """Whether the model is loaded."""
        return self._engine is not None

    async def ready(self) -> None:
        """Check that the model is loaded, or would be when it is asked.

        Raises:
            ModelUnavailable: it is being loaded (``retryable``), cannot be loaded, or was closed.
        """
        if self._is_loading:
            raise _Loading("The model is being loaded.")
        self._check_open()
        if self._engine is None and self._failure is not None:
            raise self._failure[0].copy()

    def _check_open(self) -> None:
        if self._closed:
            raise ModelUnavailable("The embedded model was closed.")

    async def _wait_loaded(self) -> Engine:
        while self._engine is None:
            self._check_open()
            if (failure := self._known_failure()) is not None:
                raise failure
            await self.start()
            if self._load is not None:
                await asyncio.wait([self._load])
            if self._failure is not None:
                raise self._failure[0].copy()
        self._check_open()
        return self._engine

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Generate one answer. While the prompt is read, ``thinking`` comes every 128 tokens.

        An answer that still goes round in circles ends with ``repetition``.
        """
        if self._engine is None:
            yield [Progress("loading")]
        async with self._use() as engine, self._guard:
            self._check_open()
            async with aclosing(self._generate(engine, prompt)) as batches:
                async for batch in batches:
                    yield batch

    async def _generate(self, engine: Engine, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        told = ToldTokens() if prompt.candidates else None
        reply, repetition = ChatChunks(_failed, told=told), Repetition(prompt.turns[-1].content)
        write = partial(llama_request, prompt, thinks=self._head.thinks)
        async with aclosing(engine.call(await work_on(prompt, write))) as call:
            self._calls.add(call)
            try:
                while chunks := await _next_chunks(call):
                    if pieces := reply.read(chunks):
                        yield pieces if told is None else told.join(pieces)
                    if reply.failure is not None:
                        raise reply.failure
                    texts = (p.text for p in pieces if isinstance(p, Text | Thought))
                    if repetition.noticed("".join(texts)):
                        last = [*reply.held_back(), Finish("repetition", None)]
                        yield last if told is None else told.join(last)
                        return
            finally:
                self._calls.discard(call)
            self._check_open()  # raises if the model was closed in the middle of the answer
            last = reply.finish()
            yield last if told is None else told.join(last)

    async def count_tokens(self, text: str) -> int:
        """Return the model's exact token count of ``text``, once the model is loaded."""
        try:
            async with self._use() as engine:
                return await engine.count_tokens(text)
        except (YeoulError, OSError, ValueError):
            return len(text.encode()) + 1  # never too few

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        """Return the prompt in the tokens of the model, which is loaded for that if need be."""
        request = llama_request(prompt, thinks=(await self._read_head()).thinks)
        async with self._use() as engine:
            try:
                return await engine.read_prompt(request)
            except (OSError, ValueError) as error:
                logger.warning("a prompt cannot be shown: %s", error)
                raise PromptUnknown(
                    "The embedded model does not tell how it reads this."
                ) from error

    async def aclose(self) -> None:
        """End every running call and free the model. Waits only a second for a load."""
        self._closed = True
        if self._load is not None:
            await asyncio.wait([self._load], timeout=LOADING_GRACE_S)
        for call in list(self._calls):
            await call.aclose()
        await self.let_go()
        self._memory.leave(self)
        await self._tasks.cancel()


def default_slots() -> int:
    """Return how many answers grow at the same time: one per core, 1 to 4."""
    return max(1, min(4, os.cpu_count() or 1))


def context_window(head: GgufHead, wanted: int | None) -> int:
    """Return the tokens of prompt and answer together."""
    wanted = wanted or DEFAULT_CONTEXT_LENGTH
    return min(wanted, head.context_length) if head.context_length else wanted


async def _next_chunks(call: NativeCall) -> list[bytes]:
    """Return the next chunks of a call. Raises `ProviderRejected` if it was refused."""
    try:
        return await call.next_chunks()
    except (ValueError, RuntimeError) as error:  # a schema that cannot be kept to, for example
        raise ProviderRejected(f"The embedded model refused: {str(error)[:200]}") from error


def _failed(chunk: object) -> YeoulError:
    error = chunk.get("error", chunk) if isinstance(chunk, dict) else {}
    if error.get("type") == "exceed_context_size_error":
        return ContextTooLong(
            f"The question has {error.get('n_prompt_tokens')} tokens, "
            f"the model holds {error.get('n_ctx')}. Make it shorter."
        )
    return ProviderRejected(f"The embedded model refused: {str(error.get('message'))[:200]}")
