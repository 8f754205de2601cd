"""A question as it is sent: with the same key and ids each time, so that it is asked only once."""

from __future__ import annotations

import secrets
from typing import Any, Required, TypedDict

import httpx2
import orjson

from yeoul.client.connections import Connections
from yeoul.client.transports.base import ConnectionLost, loss_from, refusal


class QuestionIds(TypedDict, total=False):
    """Ids of the new things of a question, each 32 random lower-case hex digits."""

    answer: Required[str]
    question: str
    #: Only without a ``conversation_id``.
    conversation: str


class AnswerFields(TypedDict, total=False):
    """How a question is answered; see the body of ``POST /api/answers``."""

    model: str
    #: Instructions for the model: of a new conversation; in an existing one, for this answer only.
    system: str
    temperature: float
    top_p: float
    max_tokens: int
    seed: int
    #: Whether a model that can think before it answers does so.
    thinking: bool
    #: How many candidates of each token the answer tells, 0 to 20. Default: none.
    candidates: int
    #: Where a question is answered again, ``answer`` alone.
    ids: QuestionIds


class QuestionFields(AnswerFields, total=False):
    """The fields of a new question besides its text; see the body of ``POST /api/answers``."""

    #: The conversation that it belongs to. Default: a new one.
    conversation_id: str
    #: The message that it follows, or None for a conversation's first. Default: the last one.
    parent_id: str | None
    #: The assistant with which a new conversation begins: its instructions, model and parameters,
    #: each where the question says nothing else.
    assistant_id: str
    #: The ids of its pictures, in their order, as `Client.attach` returns them.
    attachments: list[str]
    #: Whether the new conversation is only in the server's memory.
    temporary: bool


class SentQuestion:
    """A body and its key; can be sent any number of times."""

    def __init__(self, body: dict[str, Any], key: str | None) -> None:
        if key is None:
            # With the caller's own key, the body stays the caller's too: another process that sends
            # it again has to send the same.
            body = {"ids": {"answer": secrets.token_hex(16)}} | body
        #: Id of the answer, if the question names it.
        self.answer_id: str | None = body["ids"]["answer"] if "ids" in body else None
        self._content = orjson.dumps(body)
        self._key = key or secrets.token_hex(16)

    def request(self, connections: Connections, accept: str) -> httpx2.Request:
        """Return the request; ``accept`` chooses between the answer's stream and JSON."""
        headers = {
            "accept": accept,
            "content-type": "application/json",
            "idempotency-key": self._key,
        }
        return connections.request("POST", "api/answers", content=self._content, headers=headers)

    async def ask(self, connections: Connections) -> str:
        """Send the question and return the answer's id.

        Raises:
            ConnectionLost: no reply came, or a broken one.
            YeoulError: the server refuses.
        """
        try:
            response = await connections.send(self.request(connections, "application/json"))
        except httpx2.TransportError as error:
            raise loss_from(error) from error
        if response.status_code != 201:
            raise refusal(response.status_code, response.headers, response.content, asking=True)
        try:
            return str(response.json()["answer"]["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConnectionLost("a broken reply") from error
