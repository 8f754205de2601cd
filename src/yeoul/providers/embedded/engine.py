"""The native engine: loads one GGUF file with xllamacpp and runs calls on it in threads.

Owns the blocking code, and the bridge from its threads to the event loop; provider.py makes the
requests and reads the chunks. How the library behaves:

- A call blocks its thread and gives each chunk to a callback. It can be left only in a callback, so
  prompts are read in batches of 128 tokens, with a callback after each.
- A call that finds no free slot gets no callback, so callers keep to `slots`.
- An HTTP listener is always open: on loopback, on a free port, behind a random key.
"""

from __future__ import annotations

import asyncio
import http.client
import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from yeoul.errors import ModelUnavailable
from yeoul.protocol.attachments import MAX_PATCHES
from yeoul.providers.base import PromptToken
from yeoul.providers.embedded.model_files import NOT_INSTALLED
from yeoul.providers.llama_prompt import read_tokens

PROMPT_BATCH_TOKENS = 128
PICTURE_BATCH_TOKENS = 512
_LISTENER_TIMEOUT_S = 10.0
_FREE_TIMEOUT_S = 2.0
_FIRST_CALL = orjson.dumps({"messages": [{"role": "user", "content": "."}], "max_tokens": 1})


class Engine:
    """A loaded model. Methods that block say so; they are safe to call from any thread."""

    def __init__(self, server: Any, *, key: str, slots: int) -> None:
        self._server = server
        #: The API key of the listener.
        self.key = key
        # One thread per slot, and another one for counting tokens.
        self._threads = ThreadPoolExecutor(slots + 1, thread_name_prefix="llama")

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        alias: str,
        slots: int,
        context_length: int,
        threads: int,
        mmproj: Path | None = None,
    ) -> Engine:
        """Return a loaded model. Blocks for seconds. ``context_length`` is that of each slot.

        It sees pictures by ``mmproj``, the projector that belongs to its file.

        Raises:
            ModelUnavailable: xllamacpp is not installed or cannot load the file.
        """
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelUnavailable(NOT_INSTALLED) from error
        key = secrets.token_hex()
        params = _params(xllamacpp, path, alias, key, slots, context_length, threads)
        if mmproj is not None:
            _add_projector(params, mmproj)
        try:
            server = xllamacpp.Server(params)
            # A server that is freed before its loop runs never ends. One token proves that the loop
            # runs.
            server.handle_chat_completions(_FIRST_CALL, lambda _: False)
            return cls(server, key=key, slots=slots)
        except RuntimeError as error:
            raise ModelUnavailable(
                f"{path} cannot be loaded: it is damaged, of a kind that this version of xllamacpp "
                "does not know, or larger than the memory. Download it again, or use another file."
            ) from error

    @property
    def address(self) -> str:
        """The listener's address, without a path."""
        return str(self._server.listening_address)

    def call(self, request: dict[str, Any]) -> NativeCall:
        """Begin a chat completion in its own thread. Call it on the event loop."""
        return NativeCall(self._server.handle_chat_completions, request, self._threads)

    async def count_tokens(self, text: str) -> int:
        """Return the number of tokens in ``text``.

        Raises:
            OSError, ValueError: the listener failed.
        """
        return len((await self._post("/tokenize", {"content": text}))["tokens"])

    async def read_prompt(self, request: dict[str, Any]) -> list[PromptToken]:
        """Return the tokens that the model would read of a `call`.

        Raises:
            OSError, ValueError: the listener failed, or the request cannot be written as a prompt.
        """
        return await read_tokens(self._post, request)

    async def _post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._ask_listener, path, body)

    def _ask_listener(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        host = self.address.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=_LISTENER_TIMEOUT_S)
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        try:
            connection.request("POST", path, orjson.dumps(body), headers)
            reply = connection.getresponse()
            content = reply.read()
        except http.client.HTTPException as error:
            raise ValueError("no reply that is HTTP") from error
        finally:
            connection.close()
        if reply.status != 200:
            raise ValueError(f"{path}: {content[:200]!r}")
        told: dict[str, Any] = orjson.loads(content)
        return told

    def close(self) -> None:
        """Free the model. Blocks for 2 seconds at most. All calls must have ended before."""
        self._threads.shutdown(wait=True)
        free = threading.Thread(target=self._free, name="free model", daemon=True)
        free.start()
        free.join(_FREE_TIMEOUT_S)

    def _free(self) -> None:
        self._server = None


async def load_engine(load: Callable[[], Engine]) -> Engine:
    """Return the result of ``load``, run in a thread that does not keep the process alive.

    A damaged file can keep the native loader busy for ever. Raises the errors of ``load``.
    """
    loop = asyncio.get_running_loop()
    loaded: asyncio.Future[Engine] = loop.create_future()

    def settle(engine: Engine | None, error: BaseException | None) -> None:
        if loaded.done():  # cancelled: the engine is not wanted any more
            if engine is not None:
                engine.close()
        elif engine is not None:
            loaded.set_result(engine)
        elif error is not None:
            loaded.set_exception(error)

    def work() -> None:
        engine, failure = None, None
        try:
            engine = load()
        except Exception as error:
            failure = error
        with suppress(RuntimeError):  # the loop has been closed
            loop.call_soon_threadsafe(settle, engine, failure)

    threading.Thread(target=work, name="load model", daemon=True).start()
    return await loaded


def _params(
    xllamacpp: Any,
    path: Path,
    alias: str,
    key: str,
    slots: int,
    context_length: int,
    threads: int,
) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {alias}  # otherwise the path would be the name
    params.n_parallel = slots
    params.n_ctx = context_length * slots
    params.n_batch = params.n_ubatch = PROMPT_BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    # Waiting threads must not spin: the event loop needs the cores too.
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    params.cache_ram_mib = 0
    params.verbosity = -1
    params.ui = False
    params.api_keys = [key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_threads_http = 2
    params.offline = True
    return params


def _add_projector(params: Any, mmproj: Path) -> None:
    params.mmproj.path = str(mmproj)
    params.mmproj_use_gpu = False
    # As many as the prompt reckons with for a picture, where the model leaves the choice.
    params.image_max_tokens = MAX_PATCHES
    # Some models read a picture in one piece, whose tokens see each other.
    params.n_batch = params.n_ubatch = PICTURE_BATCH_TOKENS


class NativeCall:
    """One call that runs in a thread; its chunks are read on the event loop.

    The thread adds to a list, under a lock, and wakes the event loop for the first chunk only: the
    reader takes the whole list, so one wake-up serves every chunk that is added before it runs.
    """

    def __init__(
        self,
        run: Callable[[bytes, Callable[[bytes], bool]], object],
        request: dict[str, Any],
        threads: ThreadPoolExecutor,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._chunks: list[bytes] = []
        self._cancelled = False
        self._arrived = asyncio.Event()
        self._run = run
        self._done = self._loop.run_in_executor(threads, self._work, request)
        self._done.add_done_callback(lambda _: self._arrived.set())

    def _work(self, request: dict[str, Any]) -> None:
        # Here, since pictures are megabytes of it.
        self._run(orjson.dumps(request), self._keep_chunk)

    def _keep_chunk(self, chunk: bytes) -> bool:
        """Keep a chunk; runs in the thread. Returns True to end the call."""
        with self._lock:
            self._chunks.append(chunk)
            first = len(self._chunks) == 1
        if first and not self._cancelled:
            self._loop.call_soon_threadsafe(self._arrived.set)
        return self._cancelled

    async def next_chunks(self) -> list[bytes]:
        """Return all chunks that have arrived, as soon as there are any; [] at the end.

        Raises:
            Exception: the native call raised it.
        """
        await self._arrived.wait()
        self._arrived.clear()
        # Checked before the chunks are taken: a call that ends in between has added its last ones
        # already, and the next turn takes them.
        has_ended = self._done.done()
        with self._lock:
            chunks, self._chunks = self._chunks, []
        if has_ended:
            self._arrived.set()
            if not chunks:
                self._done.result()
        return chunks

    async def aclose(self) -> None:
        """End the call. Returns when the thread has left it, even if the caller is cancelled."""
        self._cancelled = True
        cancelled: asyncio.CancelledError | None = None
        while not self._done.done():
            try:
                await asyncio.wait([self._done])
            except asyncio.CancelledError as error:
                cancelled = error
        if not self._done.cancelled():
            self._done.exception()
        if cancelled is not None:
            raise cancelled
