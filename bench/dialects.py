"""How each kind of server is asked, and how its answer is followed: requests in, requests out.

Pure. A conversation gives the first request, then, for every response that is complete, the next
one; None when it is over.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from bench import tokens

#: What precedes the tokens where some do not read: more than the system keeps for a reader.
FILLER_MIB = 4


class Request(NamedTuple):
    """What to send next, after a pause, and whether the whole body of its response is wanted."""

    data: bytes
    after_s: float = 0.0
    wants_body: bool = False


class Conversation:
    """One question by POST whose response is the answer."""

    path = "/"
    accept = "text/event-stream"
    #: Whether the whole text comes once more at the end.
    repeats = False

    def __init__(self, stream: int, tokens: int, rate: int, filler_mib: int = 0) -> None:
        self.question = f"bench stream={stream} tokens={tokens} rate={rate} filler={filler_mib}"

    def body(self) -> dict[str, object]:
        """Return the body of the question."""
        return {"content": self.question}

    def first(self) -> Request:
        """Return the question."""
        wants_body = self.accept == "application/json"
        return Request(post(self.path, self.body(), self.accept), wants_body=wants_body)

    def next(self, body: bytes) -> Request | None:
        """Return what is asked behind a response; ``body`` is empty unless it was wanted."""
        return None


class Completion(Conversation):
    """The upstream's own dialect, also through a proxy."""

    path = "/v1/chat/completions"

    def body(self) -> dict[str, object]:
        messages = [{"role": "user", "content": self.question}]
        usage = {"include_usage": True}
        return {"model": "bench", "messages": messages, "stream": True, "stream_options": usage}


class Responses(Conversation):
    """OpenAI's Responses API."""

    path = "/v1/responses"
    repeats = True

    def body(self) -> dict[str, object]:
        return {"model": "bench", "input": self.question, "stream": True}


class UiMessages(Conversation):
    """What a page with the AI SDK's `useChat` sends: each stream is a chat of its own."""

    path = "/api/chat"

    def body(self) -> dict[str, object]:
        parts = [{"type": "text", "text": self.question}]
        asked = {"id": uuid.uuid4().hex, "role": "user", "parts": parts}
        return {"id": uuid.uuid4().hex, "messages": [asked], "trigger": "submit-message"}


class Ollama(Conversation):
    """Ollama's API, whose stream is lines of JSON."""

    path = "/api/chat"

    def body(self) -> dict[str, object]:
        return {"model": "bench", "messages": [{"role": "user", "content": self.question}]}


class Anthropic(Conversation):
    """Anthropic's Messages."""

    path = "/v1/messages"

    def body(self) -> dict[str, object]:
        messages = [{"role": "user", "content": self.question}]
        return {"model": "bench", "messages": messages, "max_tokens": 32_000, "stream": True}


class Chat(Conversation):
    """What the small servers offer."""

    path = "/chat"


class YeoulAsk(Conversation):
    """Yeoul: the answer's events in the response to the question."""

    path = "/api/answers"


class YeoulFollow(Conversation):
    """Yeoul: ask in JSON, then follow by SSE."""

    path = "/api/answers"
    accept = "application/json"

    def __init__(self, stream: int, tokens: int, rate: int, filler_mib: int = 0) -> None:
        super().__init__(stream, tokens, rate, filler_mib)
        self._events = ""

    def next(self, body: bytes) -> Request | None:
        if self._events:
            return self.again(body)
        self._events = f"/api/answers/{json.loads(body)['answer']['id']}/events"
        return self.follow(self._events)

    def follow(self, events: str) -> Request:
        """Return the first request for the events."""
        return Request(get(events, "accept: text/event-stream"))

    def again(self, body: bytes) -> Request | None:
        """Return the request behind one for events."""
        return None

    @property
    def events(self) -> str:
        """The address of the answer's events."""
        return self._events


class YeoulEcho(YeoulAsk):
    """Yeoul over a script that says what it is asked: the question has all tokens of the answer."""

    def __init__(self, stream: int, count: int, rate: int, filler_mib: int = 0) -> None:
        super().__init__(stream, count, rate, filler_mib)
        unborn = tokens.stamp()
        self.question = " ".join(tokens.token(stream, n, unborn).decode() for n in range(count))


class YeoulText(Conversation):
    """Yeoul: ask, and read nothing but text."""

    def first(self) -> Request:
        return Request(get(f"/completion?query={quote(self.question)}", "accept: text/plain"))


class YeoulRead(Conversation):
    """Yeoul: follow an answer of somebody else by SSE, from a cursor on."""

    def __init__(self, events: str, after: str) -> None:
        self._path = f"{events}?after={after}" if after else events

    def first(self) -> Request:
        return Request(get(self._path, "accept: text/event-stream"))


class YeoulWebSocket(YeoulFollow):
    """Yeoul: ask in JSON, then follow by WebSocket."""

    def follow(self, events: str) -> Request:
        key = base64.b64encode(b"yeoul-bench-key!").decode()
        upgrade = "connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13"
        return Request(get(events, *upgrade, f"sec-websocket-key: {key}"))


class YeoulLongPolling(YeoulFollow):
    """Yeoul: ask in JSON, then follow by long polling."""

    query, pause_s = "wait=30&", 0.0

    def follow(self, events: str) -> Request:
        return self._poll(f"{events}?{self.query}")

    def again(self, body: bytes) -> Request | None:
        reply = json.loads(body)
        if reply["ended"]:
            return None
        after = f"after={reply['cursor']}" if reply["cursor"] else ""
        return self._poll(f"{self.events}?{self.query}{after}", after_s=self.pause_s)

    def _poll(self, path: str, after_s: float = 0.0) -> Request:
        data = get(path.rstrip("?&"), "accept: application/json")
        return Request(data, after_s, wants_body=True)


class YeoulPolling(YeoulLongPolling):
    """Yeoul: ask in JSON, then follow by polling every second, as the page does."""

    query, pause_s = "", 1.0


DIALECTS: dict[str, Callable[[int, int, int], Conversation]] = {
    kind.__name__: kind
    for kind in (
        Completion,
        Responses,
        UiMessages,
        Ollama,
        Anthropic,
        Chat,
        YeoulAsk,
        YeoulFollow,
        YeoulWebSocket,
        YeoulLongPolling,
        YeoulPolling,
        YeoulEcho,
        YeoulText,
    )
}


def post(path: str, body: object, accept: str) -> bytes:
    """Return a POST of JSON."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: {accept}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def get(path: str, *headers: str) -> bytes:
    """Return a GET."""
    lines = (f"GET {path} HTTP/1.1", "host: 127.0.0.1", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
