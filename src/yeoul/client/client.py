"""The client's commands: ask, follow, read, stop, go on."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2
import orjson

from yeoul.client.answer_stream import Following
from yeoul.client.connections import Connections
from yeoul.client.question import Question
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Transcript
from yeoul.client.transports import Transport
from yeoul.client.wire import read_refusal
from yeoul.protocol.events import Cursor


class Client:
    """Talks to one server. Use as an async context manager, within one event loop."""

    def __init__(
        self, base_url: str = "http://127.0.0.1:8000", *, persistence: RetryPolicy | None = None
    ) -> None:
        self._persistence = persistence or RetryPolicy()
        self._connections = Connections(base_url, stall_s=self._persistence.stall_s)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._connections.aclose()

    def ask(
        self,
        content: str,
        *,
        idempotency_key: str | None = None,
        transport: Transport = "sse",
        **fields: Any,
    ) -> Following:
        """Ask, and follow the answer. It is one question, however often it has to be sent.

        Args:
            content: the question.
            idempotency_key: default: a random one.
            transport: how the answer is received; ``sse`` needs no second request for it.
            fields: as in the body of ``POST /api/answers``: ``conversation_id``, ``parent_id``,
                ``model``, ``system``, ``temperature``, ``top_p``, ``max_tokens``, ``seed``.

        Raises:
            ValueError: there is no such transport.
        """
        return Following(
            self._connections,
            self._persistence,
            transport=transport,
            transcript=Transcript(),
            question=Question({"content": content, **fields}, idempotency_key),
        )

    def follow(
        self,
        answer_id: str,
        cursor: Cursor | str | None = None,
        *,
        transport: Transport = "sse",
        transcript: Transcript | None = None,
    ) -> Following:
        """Follow an answer from behind ``cursor`` (default: its beginning) to its end.

        Args:
            answer_id: of the answer.
            cursor: the position behind which to begin.
            transport: ``sse``, ``websocket``, ``long-poll`` or ``poll``; `Following.switch` changes
                it on the way.
            transcript: what is held of the answer already, in place of a cursor; it grows along.

        Raises:
            InvalidCursor: if ``cursor`` has another form than ``1-42``.
            ValueError: there is no such transport, or both cursor and transcript are given.
        """
        if transcript is None:
            behind = Cursor.parse(cursor) if isinstance(cursor, str) else cursor
            # Behind a later event, what came before it is unknown until a reset tells.
            transcript = Transcript(cursor=behind, whole=behind is None or behind <= (1, 1))
        elif cursor is not None:
            raise ValueError("A transcript has its own cursor.")
        return Following(
            self._connections,
            self._persistence,
            transport=transport,
            transcript=transcript,
            answer_id=answer_id,
        )

    async def is_there(self) -> bool:
        """Return whether a server answers at all; tries once."""
        try:
            request = self._connections.request("GET", "healthz")
            return (await self._connections.whole(request)).status_code == 200
        except httpx2.TransportError:
            return False

    async def answer(self, answer_id: str) -> dict[str, Any]:
        """Return an answer as it is now; `Transcript.of` makes of it what `follow` goes on from.

        Raises:
            YeoulError: what the server refuses with, `NotFound` for example.
            httpx2.TransportError: if the server cannot be reached.
        """
        return await self._json("GET", f"api/answers/{quote(answer_id, safe='')}")

    async def stop(self, answer_id: str) -> dict[str, Any]:
        """Stop an answer; return it as it stays. Raises as `answer`."""
        return await self._json("POST", f"api/answers/{quote(answer_id, safe='')}/stop")

    async def resume(self, answer_id: str) -> dict[str, Any]:
        """Have an answer continued that was stopped, interrupted or too long; return it.

        Raises:
            NotContinuable: it cannot go on.
            YeoulError, httpx2.TransportError: as `answer`.
        """
        return await self._json("POST", f"api/answers/{quote(answer_id, safe='')}/continue")

    async def models(self) -> list[dict[str, Any]]:
        """Return the models that can be asked, the default one marked. Raises as `answer`."""
        models = (await self._json("GET", "api/models")).get("models")
        if not isinstance(models, list):
            raise read_refusal(200, b"")
        return models

    async def _json(self, method: str, path: str) -> dict[str, Any]:
        response = await self._connections.whole(self._connections.request(method, path))
        if response.status_code != 200:
            raise read_refusal(
                response.status_code, response.content, response.headers.get("retry-after", "")
            )
        try:
            reply = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            reply = None
        if not isinstance(reply, dict):
            # A page to sign in on, for example, that a network shows in the server's place.
            raise read_refusal(response.status_code, b"")
        return reply
