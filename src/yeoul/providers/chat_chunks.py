"""Reads Chat Completions chunks, the JSON that services and llama.cpp stream, into pieces.

Pure. Only what an answer needs is read: the first choice's text and thinking, the finish reason,
the usage, an error; roles, tool calls, other choices and unknown fields are passed over. Text comes
out whole whatever the service did to it: a surrogate pair cut in two is joined, what cannot be
text (half a pair, invalid UTF-8, NUL) becomes U+FFFD.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Literal

import orjson

from yeoul.errors import ProviderBroken, YeoulError
from yeoul.events import Usage
from yeoul.providers.base import Finish, Piece, Progress, Text, Thought, as_text, as_usage

_REASONS: dict[str, Literal["stop", "length", "content_filter"]] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
}


class ChatChunks:
    """The chunks of one answer, in order.

    ``failed`` turns the error object of a chunk into the error to raise.
    """

    def __init__(self, failed: Callable[[dict[str, Any]], YeoulError]) -> None:
        self._failed = failed
        self._reason: Literal["stop", "length", "content_filter"] = "stop"
        self._usage: Usage | None = None
        #: The finish reason is known.
        self.finished = False
        #: The service has said ``[DONE]``.
        self.done = False
        #: Why the stream has failed, if it has.
        self.failure: YeoulError | None = None
        #: The first half of a surrogate pair, waiting for its second: (kind, half).
        self._half: tuple[type[Text] | type[Thought], str] | None = None

    @property
    def counted(self) -> bool:
        """Whether the usage is known."""
        return self._usage is not None

    def read(self, raws: Iterable[bytes]) -> list[Piece]:
        """Return the pieces of chunks that arrived together.

        A chunk that cannot be read, or is an error, becomes `failure` behind the pieces that came
        before it; what follows it, or ``[DONE]``, is passed over.
        """
        pieces: list[Piece] = []
        for raw in raws:
            if self.done or self.failure is not None:
                break
            try:
                self._read_one(raw, pieces)
            except YeoulError as error:
                self.failure = error
        return pieces

    def _read_one(self, raw: bytes, pieces: list[Piece]) -> None:
        """Add the pieces of one chunk, often none.

        Raises:
            ProviderBroken: it is not a JSON object.
            YeoulError: it is an error, as ``failed`` says.
        """
        try:
            chunk = orjson.loads(raw)
        except orjson.JSONDecodeError:
            if raw.startswith(b"[DONE]"):
                self.done = True
                return
            chunk = _loads_leniently(raw)
        if not isinstance(chunk, dict):
            raise ProviderBroken("The service sent something that is not a chunk of an answer.")
        if chunk.get("error") or chunk.get("object") == "error":
            error = chunk.get("error", chunk)
            raise self._failed(error if isinstance(error, dict) else {"message": str(error)})
        if (usage := chunk.get("usage")) is not None:
            self._count(usage)
        if "prompt_progress" in chunk:
            pieces.append(Progress("thinking"))
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and not choice.get("index"):
                self._read_choice(choice, pieces)

    def _read_choice(self, choice: dict[str, Any], pieces: list[Piece]) -> None:
        delta = choice.get("delta")
        if isinstance(delta, dict):
            if thought := delta.get("reasoning_content") or delta.get("reasoning"):
                self._add(Thought, thought, pieces)
            if text := delta.get("content") or delta.get("refusal"):
                self._add(Text, text, pieces)
        if reason := choice.get("finish_reason"):
            if reason == "error":
                raise self._failed({"message": choice.get("message")})
            known = reason if isinstance(reason, str) else ""
            self._reason, self.finished = _REASONS.get(known, "stop"), True

    def _add(self, kind: type[Text] | type[Thought], text: object, pieces: list[Piece]) -> None:
        if not isinstance(text, str):
            text = _joined_parts(text)
        if self._half is not None:
            text = self._second_half(kind, text, pieces)
        if not text.isascii() or "\0" in text:
            text = self._whole(kind, text)
        if text:
            pieces.append(kind(text))

    def _second_half(self, kind: type[Text] | type[Thought], text: str, pieces: list[Piece]) -> str:
        assert self._half is not None
        held, half = self._half
        self._half = None
        if held is kind:
            return half + text
        pieces.append(held("\ufffd"))
        return text

    def _whole(self, kind: type[Text] | type[Thought], text: str) -> str:
        if "\ud800" <= text[-1:] <= "\udbff":
            self._half = (kind, text[-1])
            text = text[:-1]
        return as_text(text)

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            counted = as_usage(usage.get("prompt_tokens"), usage.get("completion_tokens"))
            self._usage = counted or self._usage

    def finish(self) -> list[Piece]:
        """Return the last pieces, once the stream is over.

        Raises:
            ProviderBroken: it ended before the model had finished.
            YeoulError: `failure`, unless it came behind the whole answer.
        """
        if not self.finished:
            if self.failure is not None:
                raise self.failure
            raise ProviderBroken("The model's service ended the stream in the middle of an answer.")
        last: list[Piece] = [self._half[0]("\ufffd")] if self._half else []
        return [*last, Finish(self._reason, self._usage)]


def _loads_leniently(raw: bytes) -> object:
    # orjson refuses invalid UTF-8 and lone surrogates; the rest of such a chunk is still good.
    try:
        return json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise ProviderBroken("The service sent a chunk that cannot be read.") from error


def _joined_parts(content: object) -> str:
    # Some services send a list of typed parts instead of a string.
    if not isinstance(content, list):
        return ""
    texts = (part.get("text") for part in content if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))
