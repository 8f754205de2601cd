"""The client's commands: ask, follow, read, stop, continue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack
from urllib.parse import quote

import httpx2

from yeoul.client.answer_stream import AnswerStream
from yeoul.client.assistants import Assistants
from yeoul.client.connections import Auth, Connections
from yeoul.client.question import AnswerFields, QuestionFields, SentQuestion
from yeoul.client.replies import (
    Answer,
    Conversation,
    ConversationPage,
    Model,
    read_answer,
    read_attachment,
    read_candidates,
    read_conversation,
    read_conversations,
    read_models,
    read_stopped,
)
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Transcript
from yeoul.client.transports import Transport
from yeoul.protocol.attachments import Attachment
from yeoul.protocol.content import Candidates
from yeoul.protocol.events import Cursor


class Client:
    """Talks to one server, within one event loop. An async context manager, or closed by `aclose`.

    Args:
        base_url: The server's address, with the path that it is mounted under.
        token: API token of a person, where the server has accounts. When it is over, everything
            is refused with `Unauthenticated`, and nothing is tried again.
        headers: Sent with every request and every WebSocket.
        auth: A value as for `httpx2.AsyncClient`: name and password, a function that changes a
            request, or an `httpx2.Auth`. Used for WebSockets too.
        http_client: A client with its own limits, proxies or certificates, used instead of one
            that is opened and closed here. It does not carry WebSockets.
        retry_policy: When a connection counts as lost, and how long to try again.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Auth | None = None,
        http_client: httpx2.AsyncClient | None = None,
        retry_policy: RetryPolicy | None = None,
    ) -> None:
        if token is not None:
            headers = {**(headers or {}), "authorization": f"Bearer {token}"}
        self._retry_policy = retry_policy or RetryPolicy()
        self._connections = Connections(
            base_url,
            stall_s=self._retry_policy.stall_s,
            headers=headers,
            auth=auth,
            http_client=http_client,
        )
        self._read = self._connections.read
        #: The caller's assistants, with which `ask` begins conversations.
        self.assistants = Assistants(self._connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections, those of its streams too. The answers go on at the server."""
        await self._connections.aclose()

    def ask(
        self,
        content: str = "",
        *,
        idempotency_key: str | None = None,
        transport: Transport = "sse",
        **fields: Unpack[QuestionFields],
    ) -> AnswerStream:
        """Return the answer stream of a question, which is asked once however often it is sent.

        Args:
            content: the question; nothing where its ``attachments`` are all of it.
            idempotency_key: identifies the question. Default: a random key, with a random id for
                the answer, so that `AnswerStream.answer_id` is known before any reply.
            transport: how the answer is received; ``sse`` needs no second request.
            fields: further fields of the question: `QuestionFields`.

        Raises:
            ValueError: the transport is unknown.
        """
        said = {"content": content} if content or not fields.get("attachments") else {}
        return self._asked({**said, **fields}, idempotency_key, transport)

    def regenerate(
        self,
        question_id: str,
        *,
        prefix: str | None = None,
        idempotency_key: str | None = None,
        transport: Transport = "sse",
        **fields: Unpack[AnswerFields],
    ) -> AnswerStream:
        """Return the stream of another answer to a question, which is asked once as by `ask`.

        Args:
            question_id: the question, as `Started`, `Question.id` and `Answer.parent_id` name it.
            prefix: the text with which the answer begins, and behind which the model goes on. The
                stream raises `NotContinuable` if it cannot.
            idempotency_key: as of `ask`.
            transport: as of `ask`.
            fields: the model and its parameters, where they differ from the conversation's.

        Raises:
            ValueError: the transport is unknown.
        """
        body = {"question_id": question_id, **fields}
        if prefix is not None:
            body["prefix"] = prefix
        return self._asked(body, idempotency_key, transport)

    def _asked(self, body: dict[str, Any], key: str | None, transport: Transport) -> AnswerStream:
        return AnswerStream(
            self._connections,
            self._retry_policy,
            transport=transport,
            transcript=Transcript(),
            question=SentQuestion(body, key),
        )

    def follow(
        self,
        answer_id: str,
        cursor: Cursor | str | None = None,
        *,
        transport: Transport = "sse",
        transcript: Transcript | None = None,
    ) -> AnswerStream:
        """Return the stream of an answer from ``cursor`` (default: its beginning) to its end.

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

    async def answer(self, answer_id: str) -> Answer:
        """Return an answer as it is now. Follow it from there with `Transcript.from_snapshot`.

        Raises:
            YeoulError: the server refuses, with `NotFound` for example.
            httpx2.TransportError: the server cannot be reached.
        """
        return await self._read(read_answer, "GET", _path("answers", answer_id))

    async def candidates(self, answer_id: str) -> tuple[Candidates, ...]:
        """Return what the model might have chosen, as far as the answer has grown.

        Nothing where nobody asked for ``candidates``, or the model tells none. While one follows an
        answer, they come as events, behind the text they belong to. Raises as `answer`.
        """
        return await self._read(read_candidates, "GET", _path("answers", answer_id, "candidates"))

    async def stop(self, answer_id: str) -> Answer | None:
        """Stop an answer and return its final state. Raises as `answer`.

        None if there is no such answer yet: a question that arrives with this id within 10 minutes
        is then stopped.
        """
        return await self._read(read_stopped, "POST", _path("answers", answer_id, "stop"))

    async def continue_answer(self, answer_id: str) -> Answer:
        """Continue an answer that was stopped, interrupted or too long, and return it.

        Raises:
            NotContinuable: the answer cannot be continued.
            YeoulError, httpx2.TransportError: see `answer`.
        """
        return await self._read(read_answer, "POST", _path("answers", answer_id, "continue"))

    async def attach(
        self, picture: Path | str | bytes, *, name: str | None = None, temporary: bool = False
    ) -> Attachment:
        """Send a picture for a question that is asked within a day, and return its description.

        Args:
            picture: PNG, JPEG, WebP or a still GIF, at most 20 MB: the path of its file, or its
                bytes.
            name: what people see of it. Default: the name of the file.
            temporary: it is for a temporary conversation, and so in no file of the server.

        Raises:
            PictureRefused: it is no picture that is taken; the sentence says why.
            OSError: the file cannot be read.
            YeoulError, httpx2.TransportError: see `answer`.
        """
        if isinstance(picture, bytes):
            content = picture
        else:
            file = Path(picture)
            content, name = await asyncio.to_thread(file.read_bytes), name or file.name
        params = {"name": name or "", "temporary": str(temporary).lower()}
        # The server looks at the bytes, whatever is said of them.
        kind = guess_type(name or "")[0] or "image/jpeg"
        headers = {"content-type": kind if kind.startswith("image/") else "image/jpeg"}
        fields: dict[str, Any] = {"params": params, "content": content, "headers": headers}
        return await self._read(read_attachment, "POST", _path("attachments"), status=201, **fields)

    async def attachment(self, attachment_id: str) -> bytes:
        """Return the bytes of a picture as it is kept. Raises as `answer`."""
        return await self._connections.fetch("GET", _path("attachments", attachment_id))

    async def conversations(
        self, query: str = "", *, deleted: bool = False, limit: int = 50, cursor: str | None = None
    ) -> ConversationPage:
        """Return one page of conversations, the last asked first. Raises as `answer`.

        Args:
            query: keeps the conversations in which each of these words occurs.
            deleted: list those that can be restored instead, the last deleted first.
            limit: the page's size, 1 to 200.
            cursor: the ``next_cursor`` of the page before; default: the first page.
        """
        params: dict[str, str | int] = {"limit": limit}
        if query:
            params["q"] = query
        if deleted:
            params["deleted"] = "true"
        if cursor is not None:
            params["cursor"] = cursor
        return await self._read(read_conversations, "GET", _path("conversations"), params=params)

    async def conversation(self, conversation_id: str) -> Conversation:
        """Return a conversation with its messages. Raises as `answer`."""
        return await self._read(read_conversation, "GET", _path("conversations", conversation_id))

    async def models(self) -> list[Model]:
        """Return the models, the default one marked. Raises as `answer`."""
        return await self._read(read_models, "GET", _path("models"))


def _path(*parts: str) -> str:
    return "/".join(["api", *(quote(part, safe="") for part in parts)])
