"""The client's commands: ask, follow, read, stop, continue."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2
import orjson

from yeoul.client.answer_stream import AnswerStream
from yeoul.client.connections import Connections
from yeoul.client.question import Question
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Transcript
from yeoul.client.transports import Transport
from yeoul.protocol.events import Cursor
from yeoul.protocol.problems import read_problem


class Client:
    """Talks to one server. Use as an async context manager, within one event loop."""

    def __init__(
        self, base_url: str = "http://127.0.0.1:8000", *, retry_policy: RetryPolicy | None = None
    ) -> None:
        self._retry_policy = retry_policy or RetryPolicy()
        self._connections = Connections(base_url, stall_s=self._retry_policy.stall_s)

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
    ) -> AnswerStream:
        """Ask a question and follow the answer. The question counts once, however often it is sent.

        Args:
            content: the question.
            idempotency_key: identifies the question; default: a random key.
            transport: how the answer is received; ``sse`` needs no second request.
            fields: further fields of the body of ``POST /api/answers``: ``conversation_id``,
                ``parent_id``, ``model``, ``system``, ``temperature``, ``top_p``, ``max_tokens``,
                ``seed``.

        Raises:
            ValueError: the transport is unknown.
        """
        return AnswerStream(
            self._connections,
            self._retry_policy,
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
    ) -> AnswerStream:
        """Follow an answer from behind ``cursor`` (default: its beginning) to its end.

        Args:
            answer_id: id of the answer.
            cursor: the position behind which to begin.
            transport: ``sse``, ``websocket``, ``long-poll`` or ``poll``; `AnswerStream.switch`
                changes it on the way.
            transcript: the text so far, instead of a cursor; the stream adds to it.

        Raises:
            InvalidCursor: ``cursor`` does not have the form ``1-42``.
            ValueError: the transport is unknown, or both cursor and transcript are given.
        """
        if transcript is None:
            behind = Cursor.parse(cursor) if isinstance(cursor, str) else cursor
            # Behind a later event, the text before it is unknown until a reset brings it.
            transcript = Transcript(cursor=behind, whole=behind is None or behind <= (1, 1))
        elif cursor is not None:
            raise ValueError("A transcript has its own cursor.")
        return AnswerStream(
            self._connections,
            self._retry_policy,
            transport=transport,
            transcript=transcript,
            answer_id=answer_id,
        )

    async def is_reachable(self) -> bool:
        """Return whether a server answers; tries once."""
        try:
            request = self._connections.request("GET", "healthz")
            return (await self._connections.send(request)).status_code == 200
        except httpx2.TransportError:
            return False

    async def answer(self, answer_id: str) -> dict[str, Any]:
        """Return an answer as it is now. Follow it from there with `Transcript.from_snapshot`.

        Raises:
            YeoulError: the server refuses, with `NotFound` for example.
            httpx2.TransportError: the server cannot be reached.
        """
        return await self._json("GET", f"api/answers/{quote(answer_id, safe='')}")

    async def stop(self, answer_id: str) -> dict[str, Any]:
        """Stop an answer and return it as it stays. Raises what `answer` raises."""
        return await self._json("POST", f"api/answers/{quote(answer_id, safe='')}/stop")

    async def continue_answer(self, answer_id: str) -> dict[str, Any]:
        """Continue an answer that was stopped, interrupted or too long, and return it.

        Raises:
            NotContinuable: the answer cannot be continued.
            YeoulError, httpx2.TransportError: see `answer`.
        """
        return await self._json("POST", f"api/answers/{quote(answer_id, safe='')}/continue")

    async def models(self) -> list[dict[str, Any]]:
        """Return the models, the default one marked. Raises what `answer` raises."""
        models = (await self._json("GET", "api/models")).get("models")
        if not isinstance(models, list):
            raise read_problem(200, b"")
        return models

    async def _json(self, method: str, path: str) -> dict[str, Any]:
        response = await self._connections.send(self._connections.request(method, path))
        if response.status_code != 200:
            raise read_problem(
                response.status_code, response.content, response.headers.get("retry-after", "")
            )
        try:
            reply = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            reply = None
        if not isinstance(reply, dict):
            # For example the sign-in page that a network shows in place of the server.
            raise read_problem(response.status_code, b"")
        return reply
